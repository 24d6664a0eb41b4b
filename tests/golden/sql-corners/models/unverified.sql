select my_own_thing_of_ours(1) as x, json_extract_path_text('{}') as j
