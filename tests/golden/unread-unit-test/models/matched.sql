{{config materialized="table"}}
select id from t match_recognize (pattern (a+))
