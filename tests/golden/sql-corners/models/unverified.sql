select my_own_thing_of_ours(1) as x, etl.my_own_thing(1) as y, json_extract_path_text('{}') as j
