import { type Mistakes, spoil } from './mistake.ts'

const orders = 'models/core/orders.sql'
const customers = 'models/core/customers.sql'
const revenue = 'models/reports/revenue.sql'
const monthly = 'models/reports/monthly.sql'
const staging = 'models/staging/stg_orders.sql'

/** Queries that cannot be read, or that name what is not there. */
export const sqlMistakes: Mistakes = {
  'a comma that is missing': spoil(orders, 'order_id, customer_id, status', 'order_id, customer_id status «order_date_2», status', 'sql/syntax', 'put a comma in front of it'),
  'a comma before from': spoil(customers, 'country\nfrom', 'country,\n«from»', 'sql/syntax', 'Take away the comma'),
  'a parenthesis that is not closed': spoil(revenue, 'count(*) as orders', 'count«(»* as orders', 'sql/unclosed', ''),
  'a parenthesis too many': spoil(revenue, 'count(*) as orders', 'count(*)«)» as orders', 'sql/syntax', ''),
  'a text that is not closed': spoil(revenue, "status = 'paid' and", "status = «'»paid and", 'sql/unclosed', "'"),
  'a comment that is not closed': spoil(orders, 'from {{ref', '«/*» today\nfrom {{ref', 'sql/unclosed', '*/'),
  'a text in double quotes': spoil(revenue, "status = 'paid'", 'status = «"paid"»', 'column/unknown', "'paid'"),
  'a comparison in the style of a program': spoil(revenue, "status = 'paid'", "status «==» 'paid'", 'sql/syntax', '='),
  'a keyword with a typo': spoil(orders, 'select order_id', '«selct» order_id', 'sql/not-a-query', 'select'),
  'from with a typo': spoil(customers, 'from {{ref "stg_customers"}}', 'form «core.customers»', 'sql/syntax', ''),
  'where behind group by': spoil(monthly, 'group by month', 'group by month «where» month is not null', 'sql/syntax', ''),
  'an insert instead of a query': spoil(monthly, 'select month, sum(revenue) as revenue', '«insert» into x select month, sum(revenue) as revenue', 'sql/not-a-query', ''),
  'a create table around the query': spoil(monthly, 'select month, sum(revenue) as revenue', '«create» table x as select month, sum(revenue) as revenue', 'sql/not-a-query', ''),
  'two statements': spoil(monthly, 'group by month', 'group by month;\n«select» 1', 'sql/several-statements', ''),
  'nothing but a comment': spoil(monthly, 'select month, sum(revenue) as revenue\nfrom {{ref "revenue"}}\ngroup by month\n', '-- later', 'sql/empty', ''),
  'an empty file': { edits: [['models/reports/nothing.sql', '', '']], code: 'sql/empty', fix: 'Write a query, or remove the file.' },
  'an unknown column': spoil(orders, 'select order_id, customer_id', 'select order_id, «custmer_id»', 'column/unknown', 'Did you mean "customer_id"?'),
  'an unknown column of a source': spoil(staging, 'to_date(ordered_at)', 'to_date(«order_at»)', 'column/unknown', 'Did you mean "ordered_at"'),
  'an unknown column of a seed': spoil(revenue, 'n.country_name,\n  date_trunc', 'n.«name»,\n  date_trunc', 'column/unknown', 'country_name'),
  'an unknown column in a CTE': spoil(revenue, 'select order_id, customer_id, order_date, total', 'select order_id, customer_id, «orderdate» as order_date, total', 'column/unknown', 'Did you mean "order_date"'),
  'an unknown column of a CTE': spoil(revenue, 'c.customer_id = r.customer_id', 'c.customer_id = r.«customer»', 'column/unknown', 'Did you mean "customer_id"'),
  'an unknown column in group by': spoil(monthly, 'group by month', 'group by «months»', 'column/unknown', 'Did you mean "month"'),
  'an unknown column in order by': spoil(monthly, 'group by month', 'group by month order by «mnth»', 'column/unknown', 'Did you mean "month"'),
  'an unknown column in a window': spoil(revenue, 'order by p.order_date)', 'order by p.«ordered_at»)', 'column/unknown', 'Did you mean "order_date"'),
  'an unknown column in qualify': spoil(monthly, 'group by month', 'group by month qualify row_number() over (order by «revnue») = 1', 'column/unknown', 'Did you mean "revenue"'),
  'an unknown column in a subquery': spoil(monthly, 'group by month', 'where exists (select 1 from {{ref "countries"}} k where k.«contry» = month)\ngroup by month', 'column/unknown', 'Did you mean "country"'),
  'a relation without its alias': spoil(revenue, 'c.country,\n  n.', '«customers».country,\n  n.', 'column/unknown-alias', 'c'),
  'an alias that nobody gave': spoil(revenue, 'c.country,\n  n.', '«x».country,\n  n.', 'column/unknown-alias', '"c"'),
  'a column that two relations have': spoil(revenue, 'c.country,\n  n.', '«country»,\n  n.', 'column/ambiguous', 'c.country or n.country'),
  'a star that gives a column twice': spoil(customers, 'select customer_id, name, country', 'select s.«*», s.customer_id', 'column/duplicate-output', 'another alias'),
  'one name for two columns': spoil(monthly, 'sum(revenue) as revenue', 'sum(revenue) as month', 'column/duplicate-output', 'another alias'),
  'an expression without a name': spoil(monthly, 'sum(revenue) as revenue', '«sum(revenue)»', 'column/unnamed-output', 'as name'),
  'branches of a union with other widths': spoil(monthly, 'group by month', 'group by month union all «select null»', 'column/union-width', '2 columns'),
  'an alias in a where of Spark': spoil(staging, 'where total is not null', 'where «order_date» is not null', 'column/unknown', 'cannot see'),
  'a column of a CTE that gives it under another name': spoil(revenue, 'select order_id, customer_id, order_date, total\n', 'select order_id, customer_id as client, order_date, total\n', 'column/unknown', 'client'),
  'a function of another engine': spoil(staging, 'cast(total as decimal(18, 2))', '«getdate()»', 'dialect/unknown-function', 'current_timestamp'),
  'a function that nobody has': spoil(revenue, 'count(*) as orders', '«cuont»(*) as orders', 'dialect/not-verified', 'Did you mean "count"'),
  'a cast of Redshift in Spark': spoil(staging, 'cast(total as decimal(18, 2)) as total', 'total::numrc(18, 2) as total', 'sql/syntax', ''),
  'a cast to a type that is none': spoil(staging, 'cast(total as decimal(18, 2))', 'cast(total as «decmal(18, 2)»)', 'dialect/unknown-type', 'decimal'),
  'a backtick in Redshift': spoil(orders, 'select order_id', 'select «`order_id`»', 'sql/unsupported', '"order_id"'),
  'braces of a template in single form': spoil(monthly, 'from {{ref "revenue"}}', 'from «{»ref "revenue"}', 'sql/template-left-over', '{{'),
  'a relation by its name instead of ref': spoil(monthly, 'from {{ref "revenue"}}', 'from «reports.revenue»', 'ref/hard-coded', '{{ref "revenue"}}'),
  'a source by its name instead of source': spoil(staging, 'from {{source "shop" "orders"}}', 'from «shop.salesorder»', 'ref/hard-coded', '{{source "shop" "orders"}}'),
  'a CTE with a typo': spoil(revenue, 'from ranked r', 'from «rankd» r', 'ref/unknown-relation', 'Did you mean "ranked"?'),
}
