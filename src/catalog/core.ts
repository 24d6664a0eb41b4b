import { wordSet } from '../sql/dialects/words.ts'
import type { SourceDialect } from './entry.ts'

/**
 * What staging models, dimensions and facts are made of: nothing of it is left unverified or without a type.
 */
export const coreFunctions: Readonly<Record<SourceDialect, ReadonlySet<string>>> = {
  spark: wordSet(`
    abs add_months array array_contains array_distinct array_join avg base64 bround ceil char_length coalesce collect_list
    collect_set concat concat_ws count count_if cume_dist current_date current_timestamp date_add date_diff date_format
    date_sub date_trunc datediff day dayofmonth dayofweek dayofyear decode dense_rank element_at exists exp explode filter
    first first_value flatten floor from_json from_unixtime from_utc_timestamp get_json_object greatest hash hour if ifnull
    initcap instr isnotnull isnull lag last last_day last_value lead least left length locate log lower lpad ltrim
    make_date map map_keys map_values max max_by md5 min min_by minute mod month months_between named_struct next_day ntile
    nullif nvl nvl2 percent_rank percentile pmod posexplode pow quarter rank regexp_extract regexp_replace repeat replace
    reverse right rlike round row_number rpad rtrim second sequence sha2 sign size slice sort_array split sqrt stddev
    struct substring substring_index sum to_date to_json to_timestamp to_utc_timestamp transform translate trim trunc
    unix_timestamp upper variance weekofyear year
  `),
  redshift: wordSet(`
    abs add_months avg btrim ceil charindex coalesce concat convert_timezone count current_date date_part date_trunc dateadd
    datediff decode dense_rank exp first_value floor getdate greatest initcap json_extract_array_element_text
    json_extract_path_text json_parse lag last_day last_value lead least left len length listagg ln lower lpad ltrim max
    md5 median min mod months_between next_day ntile nullif nvl nvl2 percent_rank pow rank ratio_to_report
    regexp_count regexp_instr regexp_replace regexp_substr replace reverse right round row_number rpad rtrim sign split_part
    sqrt stddev_samp strpos substring sum to_char to_date to_number to_timestamp translate trim trunc upper var_samp
  `),
}
