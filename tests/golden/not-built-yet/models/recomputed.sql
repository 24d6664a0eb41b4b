{{config materialized="incremental" strategy="recompute" unique_key="id"}}
{{#changed_keys}}select id from {{changes "base"}}{{/changed_keys}}
select id from {{ref "base"}}
