import type { QueryDialect } from '../../src/sql/dialects/syntax.ts'

export interface GeneratedModel {
  readonly dialect: QueryDialect
  readonly sql: string
}

/**
 * So many models of about 4 kB, half of them Spark's and half Redshift's, no two alike: CTEs, casts, windows, joins,
 * a union and an aggregate, as a model from staging to a fact has them.
 */
export function generateModels(count: number): GeneratedModel[] {
  return Array.from({ length: count }, (_, index) => {
    const dialect = index % 2 === 0 ? 'spark' : 'redshift'
    return { dialect, sql: modelOf(index, forms[dialect]) }
  })
}

/** What the two dialects write differently. */
interface Forms {
  readonly text: string
  readonly parsedDay: (value: string) => string
  readonly days: (from: string, to: string) => string
  readonly later: (value: string) => string
  readonly field: (value: string, key: string) => string
  readonly hash: (value: string) => string
  readonly list: (value: string) => string
}

const forms: Readonly<Record<QueryDialect, Forms>> = {
  spark: {
    text: 'string',
    parsedDay: (value) => `to_date(${value}, 'yyyy-MM-dd')`,
    days: (from, to) => `datediff(${to}, ${from})`,
    later: (value) => `date_add(${value}, 30)`,
    field: (value, key) => `get_json_object(${value}, '$.${key}')`,
    hash: (value) => `md5(${value})`,
    list: (value) => `concat_ws(', ', sort_array(collect_set(${value})))`,
  },
  redshift: {
    text: 'varchar(200)',
    parsedDay: (value) => `to_date(${value}, 'YYYY-MM-DD')`,
    days: (from, to) => `datediff(day, ${from}, ${to})`,
    later: (value) => `dateadd(day, 30, ${value})`,
    field: (value, key) => `json_extract_path_text(${value}, '${key}')`,
    hash: (value) => `md5(${value})`,
    list: (value) => `listagg(distinct ${value}, ', ') within group (order by ${value})`,
  },
}

function modelOf(index: number, forms: Forms): string {
  const attributes = Array.from({ length: 14 }, (_, at) => `attribute_${(index + at * 7) % 97}`)
  const measures = Array.from({ length: 6 }, (_, at) => `measure_${(index + at * 5) % 53}`)
  const cleaned = attributes.map((name, at) => {
    if (at % 4 === 0) return `    nullif(trim(lower(cast(${name} as ${forms.text}))), '') as ${name}`
    if (at % 4 === 1) return `    coalesce(${name}, 'unknown ${index}') as ${name}`
    if (at % 4 === 2) return `    ${forms.field('payload', name)} as ${name}`
    return `    case when ${name} in ('a', 'b', 'c') then 'known' when ${name} like 'x%' then 'other' else ${name} end as ${name}`
  })
  return `with orders as (
  select
    cast(order_id as bigint) as order_id,
    cast(customer_id as bigint) as customer_id,
    ${forms.parsedDay('ordered_on')} as ordered_on,
    cast(shipped_at as timestamp) as shipped_at,
${measures.map((name) => `    cast(${name} as decimal(18, 4)) as ${name}`).join(',\n')},
${cleaned.join(',\n')}
  from raw.orders_${index}
  where not is_deleted and ordered_on is not null -- what was taken back does not count
),
newest as (
  select * from (
    select
      orders.*,
      row_number() over (partition by order_id order by shipped_at desc, customer_id) as place,
      sum(${measures[0]}) over (partition by customer_id order by ordered_on rows between 6 preceding and current row) as week,
      lag(ordered_on) over (partition by customer_id order by ordered_on) as ordered_before
    from orders
  ) as ranked
  where place = 1
),
customers as (
  select customer_id, upper(name) as name, country, created_at
  from core.customers_${index % 100}
  where country in ('DE', 'FR', 'IT', 'ES', 'PT')
),
returned as (
  select order_id, sum(amount) as amount, count(*) as pieces, ${forms.list('reason')} as reasons
  from core.returns
  group by order_id
  having count(*) > 0
),
joined as (
  select
    n.order_id,
    n.customer_id,
    c.name as customer,
    coalesce(c.country, 'unknown') as country,
    n.ordered_on,
    n.week,
    ${forms.days('n.ordered_before', 'n.ordered_on')} as days_between,
    ${forms.later('n.ordered_on')} as due_on,
    ${forms.hash(`concat(cast(n.order_id as ${forms.text}), coalesce(c.name, ''))`)} as order_key,
${measures.map((name, at) => `    round(n.${name} * ${at + 1}.25 - coalesce(r.amount, 0) / 100, 2) as ${name}`).join(',\n')},
${attributes.map((name) => `    n.${name}`).join(',\n')},
    r.reasons,
    case when r.pieces is null then 0 else r.pieces end as pieces_returned
  from newest n
  left join customers c on c.customer_id = n.customer_id and c.created_at <= n.shipped_at
  left join returned r on r.order_id = n.order_id
  where n.ordered_on between date '2020-01-01' and date '2029-12-31'
)
select 'paid' as state, joined.*, extract(year from ordered_on) as year
from joined
where ${measures[1]} > 0 and exists (select 1 from core.payments p where p.order_id = joined.order_id)
union all
select 'open' as state, joined.*, extract(year from ordered_on) as year
from joined
where ${measures[1]} <= 0 or ${measures[1]} is null
`
}
