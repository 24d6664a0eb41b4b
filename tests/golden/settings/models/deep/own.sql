{{config schema="own" alias="Named" tags="own"}}
select 1 as one
