import { mergeMistakes } from './merges.ts'
import { type Mistake, type Mistakes, spoil } from './mistake.ts'

const orders = 'models/core/orders.sql'
const customers = 'models/core/customers.sql'
const monthly = 'models/reports/monthly.sql'
const sources = 'models/sources.yml'

/** A model that computes keys anew, with a mistake. */
function recomputed(sql: string, code: string, fix: string, says = ''): Mistake {
  const config = '{{config materialized="incremental" strategy="recompute" unique_key="customer_id"}}\n'
  return { edits: [['models/reports/spent.sql', '', `${config}${sql}`]], code, fix, says }
}

/** A model of every version over a staging model of every change, with a mistake. */
function versioned(settings: string, code: string, fix: string, select = 'customer_id, name, country'): Mistake {
  const sql = `{{config materialized="scd2" unique_key="customer_id"${settings}}}\nselect ${select} from {{ref "stg_changes"}}`
  return {
    edits: [
      [
        'models/staging/stg_changes.sql',
        '',
        '{{config keep="all"}}\nselect id as customer_id, name, country from {{source "shop" "customers"}}',
      ],
      ['models/core/versions.sql', '', sql],
    ],
    code,
    fix,
  }
}

const visits = `def model(tm, spark):
    return tm.source("shop", "orders")
`

const spent = 'select customer_id, sum(total) as spent from {{ref "orders"}} group by customer_id'

/** Mistakes about changes: staging models, keys, and what may be read where. */
export const changeMistakes: Mistakes = {
  ...mergeMistakes,
  'a staging model without a source': {
    edits: [['models/staging/stg_states.sql', '', '«select country from {{ref "countries"}}»']],
    code: 'staging/no-source',
    fix: '{{source',
  },
  'a staging model over two sources': spoil(
    'models/staging/stg_customers.sql',
    '{{source "shop" "customers"}}',
    '{{source "shop" "customers"}} where exists (select 1 from «{{source "shop" "orders"}}»)',
    'staging/several-sources',
    'one staging model for each source',
  ),
  'a source that is read by a table': spoil(
    monthly,
    'group by month',
    'where exists (select 1 from «{{source "shop" "orders"}}»)\ngroup by month',
    'source/read-outside-staging',
    'current state',
  ),
  'a staging model that is read as a table': spoil(
    monthly,
    'group by month',
    'where exists (select 1 from «{{ref "stg_orders"}}»)\ngroup by month',
    'staging/read-as-table',
    '{{ref "orders"}}',
  ),
  'a key that the query does not give': spoil(
    orders,
    'unique_key="order_id"',
    'unique_key=«"id"»',
    'cdc/key-lost',
    'order_id',
  ),
  'a key with a typo': spoil(
    customers,
    'unique_key="customer_id"',
    'unique_key=«"custmer_id"»',
    'cdc/key-lost',
    'Did you mean "customer_id"?',
  ),
  'a staging model that leaves out the key of its source': {
    edits: [
      [
        'models/staging/stg_customers.sql',
        'select id as customer_id, {{clean "name"}} as name, upper(country) as country',
        '«select {{clean "name"}} as customer_id, upper(name) as name, upper(country) as country»',
      ],
    ],
    code: 'cdc/source-key-not-output',
    fix: 'Add id to the select list',
  },
  'an aggregate in the key': spoil(
    customers,
    'select customer_id, name, country',
    'select «max(customer_id)» as customer_id, max(name) as name, max(country) as country',
    'cdc/key-not-from-source',
    'unique_key',
  ),
  'a key from a joined relation': spoil(
    customers,
    'select customer_id, name, country\nfrom {{ref "stg_customers"}}',
    'select «n.country_name as customer_id», name, s.country\nfrom {{ref "stg_customers"}} s join {{ref "countries"}} n on n.country = s.country',
    'cdc/key-not-from-source',
    'unique_key',
  ),
  'a cdc model over a seed': {
    edits: [
      ['models/core/places.sql', '', '«{{config unique_key="country"}}»\nselect country from {{ref "countries"}}'],
    ],
    code: 'cdc/no-staging',
    fix: '{{ref "stg_…"}}',
  },
  'a join that is not followed': spoil(
    orders,
    'from {{ref "stg_orders"}}',
    'from {{ref "stg_orders"}} s left join «{{ref "customers"}}» c using (customer_id)',
    'cdc/join-not-followed',
    'recompute',
  ),
  'a text where true is meant': spoil(
    orders,
    '{{ref "stg_orders"}}',
    '{{ref "stg_orders" changes=«"true"»}}',
    'template/wrong-kind',
    '',
    'must be true or false',
  ),
  'a limit in a staging model': spoil(
    'models/staging/stg_orders.sql',
    'where total is not null',
    'where total is not null\nlimit «100»',
    'cdc/limited',
    'Take the limit out',
  ),
  'a key of several columns in one text': spoil(
    orders,
    'unique_key="order_id"',
    'unique_key=«"order_id, status"»',
    'cdc/key-lost',
    'unique_key=(list "order_id" "status")',
  ),
  'a log over an aggregate': spoil(
    customers,
    '{{config unique_key="customer_id"}}\nselect customer_id, name, country',
    '{{config strategy="append"}}\nselect «count(*)» as n',
    'cdc/columns-not-carried',
    'aggregate in a model',
  ),
  'a source table without a primary key': {
    edits: [
      [sources, 'identifier: salesorder\n        config: {primary_key: [id]}', 'identifier: salesorder'],
      [sources, '      - name: orders', '      - «name: orders»'],
    ],
    code: 'config/missing-key',
    fix: 'primary_key',
  },
  'a source table without a primary key, with the default mode': {
    edits: [
      [sources, 'identifier: salesorder\n        config: {primary_key: [id]}', 'identifier: salesorder'],
      [sources, '      mode: cdc\n', ''],
      [sources, '      - name: orders', '      - «name: orders»'],
    ],
    code: 'source/no-primary-key',
    fix: 'primary_key: [column]',
  },
  'rows that depend on a value which updates may leave out': {
    edits: [
      [sources, 'data_type: "decimal(18, 2)"', 'data_type: "decimal(18, 2)", unchanged_as_null: true'],
      [
        orders,
        '{{config unique_key="order_id" on_delete="hard"}}',
        '«{{config unique_key="order_id" on_delete="hard"}}»',
      ],
    ],
    code: 'cdc/unchanged-unclear',
    says: 'which rows it has',
    fix: 'in a model further down',
  },
  'a value that updates may leave out, in a log': {
    edits: [
      [sources, 'data_type: varchar(100)', 'data_type: varchar(100), unchanged_as_null: true'],
      ['models/staging/stg_customers.sql', 'select id', '{{config keep="all"}}\nselect id'],
      [customers, '{{config unique_key="customer_id"}}', '«{{config unique_key="customer_id"}}»'],
    ],
    code: 'cdc/unchanged-keep-all',
    fix: 'without keep="all"',
  },
  'a filter where every change is kept': {
    edits: [
      [
        'models/staging/stg_customer_log.sql',
        '',
        '{{config keep="all"}}\nselect id as customer_id, name from {{source "shop" "customers"}} where «name <> \'test\'»\n',
      ],
      [
        'models/core/versions.sql',
        '',
        '{{config materialized="scd2" unique_key="customer_id"}}\nselect customer_id, name from {{ref "stg_customer_log"}}\n',
      ],
    ],
    code: 'staging/filter-loses-changes',
    fix: 'Put the condition into "versions"',
  },
  'versions of the newest changes alone': {
    edits: [
      [
        'models/core/versions.sql',
        '',
        '{{config materialized="scd2" unique_key="customer_id"}}\nselect customer_id, name from «{{ref "stg_customers"}}»',
      ],
    ],
    code: 'versions/newest-only',
    fix: '{{config keep="all"}}',
  },
  'a tracked column with a typo': versioned(
    ' check_cols=«"contry"»',
    'versions/unknown-column',
    'Did you mean "country"?',
  ),
  'an unknown member without a key': versioned(
    ' unknown_member=«(dict name="nobody")»',
    'versions/unknown-member-key',
    'customer_id=-1',
  ),
  'a snapshot that does not say how it is taken': {
    edits: [
      [
        'models/reports/seen.sql',
        '',
        '{{config materialized=«"snapshot"» unique_key="customer_id"}}\nselect customer_id, name from {{ref "customers"}}',
      ],
    ],
    code: 'config/needs-key',
    fix: 'strategy="timestamp"',
  },
  'a snapshot of a model that is not there': {
    edits: [
      [
        'models/reports/snapshots.yml',
        '',
        "snapshots:\n  - name: seen\n    relation: «ref('customer')»\n    config: {unique_key: customer_id, strategy: check, check_cols: all}\n",
      ],
    ],
    code: 'ref/unknown',
    fix: 'Did you mean "customers"',
  },
  'a column of a snapshot with a typo': {
    edits: [
      [
        'models/reports/seen.sql',
        '',
        '{{config materialized="snapshot" unique_key="customer_id" strategy="check" check_cols=«"nam"»}}\nselect customer_id, name from {{ref "customers"}}',
      ],
    ],
    code: 'versions/unknown-column',
    fix: 'Did you mean "name"?',
  },
  'a column that versions have': {
    ...versioned('', 'versions/column-taken', 'as source_valid_to'),
    edits: [
      [
        'models/staging/stg_changes.sql',
        '',
        '{{config keep="all"}}\nselect id as customer_id, name from {{source "shop" "customers"}}',
      ],
      [
        'models/core/versions.sql',
        '',
        '«{{config materialized="scd2" unique_key="customer_id"}}»\nselect customer_id, name as valid_to from {{ref "stg_changes"}}',
      ],
    ],
  },
  'a watermark that is no column': spoil(
    sources,
    'identifier: salesorder\n        config: {primary_key: [id]}',
    'identifier: salesorder\n        config: {primary_key: [id], mode: incremental, watermark: «changed_on»}',
    'properties/unknown-column',
    'Its columns are',
  ),
  'a watermark that tells no age': spoil(
    sources,
    'identifier: salesorder\n        config: {primary_key: [id]}',
    'identifier: salesorder\n        config: {primary_key: [id], mode: incremental, watermark: «total»}',
    'source/watermark-type',
    'Name a column with the time',
  ),
  'a primary key with a typo': spoil(
    sources,
    'identifier: salesorder\n        config: {primary_key: [id]}',
    'identifier: salesorder\n        config: {primary_key: [«ids»]}',
    'properties/unknown-column',
    'Did you mean "id"',
  ),
  'an ephemeral model of the other engine': {
    edits: [
      ['models/staging/clean_orders.sql', '', '{{config materialized="ephemeral"}}\nselect 1 as month, 2 as revenue'],
      [monthly, 'from {{ref "revenue"}}', 'from «{{ref "clean_orders"}}»'],
    ],
    code: 'engine/ephemeral-across',
    fix: 'Make "clean_orders" a view or a table.',
  },
}

/** A data test of the model "revenue" with an argument of the wrong kind. */
function wrongTest(test: string, says: string): Mistake {
  return {
    edits: [['models/models.yml', '  - name: revenue\n', `  - name: revenue\n    data_tests: [{${test}}]\n`]],
    code: 'test/wrong-argument',
    says,
  }
}

/** Data tests, and seeds. */
export const testMistakes: Mistakes = {
  'a typo in the name of a test': spoil(
    'models/models.yml',
    '[unique, not_null]',
    '[«uniqe», not_null]',
    'test/unknown',
    'Did you mean "unique"?',
  ),
  'a default type of a column that no seed has': {
    edits: [
      ['seeds/seeds.yml', '{column_types: {country: char(2)}}', '{tags: [small]}'],
      ['project.yml', '{+schema: reference}', '{+schema: reference, +column_types: {contry: «char(2)»}}'],
    ],
    code: 'seed/unknown-column',
    fix: 'Did you mean "country"?',
  },
  'a test without its argument': spoil(
    'models/models.yml',
    "relationships: {arguments: {to: ref('customers'), field: customer_id}}",
    "«relationships»: {arguments: {to: ref('customers')}}",
    'test/missing-argument',
    '{relationships: {arguments: {field: …}}}',
  ),
  'a test with another name for its argument': spoil(
    'models/models.yml',
    "relationships: {arguments: {to: ref('customers'), field: customer_id}}",
    "relationships: {arguments: {to: ref('customers'), «key»: customer_id}}",
    'test/unknown-argument',
    'field',
  ),
  'a range without bounds': spoil(
    'models/models.yml',
    'accepted_range: {arguments: {min_value: 0}}',
    '«accepted_range»',
    'test/missing-argument',
    'min_value',
    '"min_value" or "max_value"',
  ),
  'a typo in an argument of a test': spoil(
    'models/models.yml',
    '{min_value: 0}',
    '{«min_vale»: 0}',
    'test/unknown-argument',
    'Did you mean "min_value"',
  ),
  'a list that is none': spoil(
    'models/models.yml',
    'values: [open, paid, sent]',
    'values: «open»',
    'test/wrong-argument',
    '',
    'a list of values',
  ),
  'a threshold that is no comparison': wrongTest('row_count: {is: «many»}', 'a comparison with a number'),
  'a time that is none': wrongTest('freshness: {column_name: month, within: «a while»}', 'such as "3 days"'),
  'a word that is none of those': wrongTest(
    'recency: {field: month, datepart: «fortnight», interval: 2}',
    'second, minute, hour, day',
  ),
  'a pattern that is a number': wrongTest('regex: {column_name: month, pattern: «7»}', 'a text'),
  'columns to compare and to leave out': wrongTest(
    "equality: {compare_model: ref('orders'), compare_columns: [month], exclude_columns: «[revenue]»}",
    'since "compare_columns" is given',
  ),
  'two relations with other columns': wrongTest(
    "dbt_utils.equality: {compare_model: «ref('customers')»}",
    'only one of them has',
  ),
  'a column in a list with a typo': spoil(
    'models/models.yml',
    '  - name: revenue\n',
    '  - name: revenue\n    data_tests: [{unique_combination_of_columns: {combination_of_columns: [«mnth»]}}]\n',
    'properties/unknown-column',
    'Did you mean "month"?',
  ),
  'a condition of a test with a typo in a column': spoil(
    'models/models.yml',
    '  - name: revenue\n',
    '  - name: revenue\n    data_tests: [{expect_table_row_count_to_equal: {value: 1, row_condition: «mnth > 1»}}]\n',
    'column/unknown',
    'Did you mean "month"?',
  ),
  'a test in Python at a model of the warehouse': {
    edits: [
      ['tests/odd.py', '', 'def test(tm, df):\n    return df\n'],
      ['models/models.yml', '  - name: revenue\n', '  - name: revenue\n    data_tests: [«odd»]\n'],
    ],
    code: 'dataframe/test-engine',
    says: '"revenue" is made on redshift',
    fix: 'write the test as SQL',
  },
  'a test in Python that defines none': {
    edits: [
      ['tests/odd.py', '', '«def tests(tm, df):»\n    return df\n'],
      ['models/models.yml', '  - name: revenue\n', '  - name: revenue\n    data_tests: [odd]\n'],
    ],
    code: 'dataframe/no-model',
    fix: 'It has to be called "test".',
  },
  'a test on a column that stands at the model': spoil(
    'models/models.yml',
    '  - name: revenue\n',
    '  - name: revenue\n    data_tests: [«not_null»]\n',
    'test/needs-column',
    'column',
  ),
  'a test of values in change files at a model of the warehouse': spoil(
    'models/models.yml',
    '  - name: revenue\n',
    '  - name: revenue\n    data_tests: [«declared_types»]\n',
    'test/needs-staging',
    'staging model over the source',
  ),
  'a test at the model with a typo in its column': spoil(
    'models/models.yml',
    '  - name: revenue\n',
    '  - name: revenue\n    data_tests: [{unique: {column_name: «mnth»}}]\n',
    'properties/unknown-column',
    'Did you mean "month"?',
  ),
  'a test of an expression with a typo in a column': spoil(
    'models/models.yml',
    '  - name: revenue\n',
    '  - name: revenue\n    data_tests: [{unique: {column_name: «month || mnth»}}]\n',
    'column/unknown',
    'Did you mean "month"?',
  ),
  'a test whose column is a list': {
    edits: [
      [
        'models/models.yml',
        '  - name: revenue\n',
        '  - name: revenue\n    data_tests: [{unique: {column_name: «[month]»}}]\n',
      ],
    ],
    code: 'test/wrong-argument',
    says: 'a column or an SQL expression',
  },
  'a relation that is not there': spoil(
    'models/models.yml',
    "to: ref('customers')",
    "to: «ref('customer')»",
    'ref/unknown',
    'Did you mean "customers"',
  ),
  'a relation without ref': spoil(
    'models/models.yml',
    "to: ref('customers')",
    'to: «customers»',
    'ref/unreadable',
    "Write ref('customers').",
  ),
  'a column of the other relation that is not there': spoil(
    'models/models.yml',
    'field: customer_id',
    'field: «id»',
    'properties/unknown-column',
    'customer_id',
    '"customers" has no column "id"',
  ),
  'a condition that cannot be read': spoil(
    'models/models.yml',
    `where: "status <> 'open'"`,
    'where: "status <> «\'»open"',
    'sql/unterminated',
    "'",
  ),
  'a condition on an unknown column': spoil(
    'models/models.yml',
    `where: "status <> 'open'"`,
    `where: "«state» <> 'open'"`,
    'column/unknown',
    'Did you mean "status"',
  ),
  'a severity that is none': spoil(
    'models/models.yml',
    'severity: warn',
    'severity: «warning»',
    'config/unknown-value',
    'Did you mean "warn"?',
  ),
  'a threshold that is none': spoil(
    'models/models.yml',
    'severity: warn',
    'error_if: «ten»',
    'config/wrong-type',
    '">10"',
  ),
  'an argument of a test of our own with a typo': spoil(
    'models/models.yml',
    '{least: 0}',
    '{«last»: 0}',
    'template/unknown-argument',
    'Did you mean "least"',
  ),
  'arguments beside the name of the test': spoil(
    'models/models.yml',
    '          - accepted_values: {arguments: {values: [open, paid, sent]}}',
    '          - accepted_values:\n            «arguments»: {values: [open, paid, sent]}',
    'config/test-indentation',
    'Indent it further',
  ),
  'a singular test with a setting of a model': spoil(
    'tests/no_revenue_without_orders.sql',
    'severity="warn"',
    '«materialized»="view"',
    'test/unknown-setting',
    'severity',
  ),
  'a singular test with a severity that is none': spoil(
    'tests/no_revenue_without_orders.sql',
    'severity="warn"',
    'severity=«"warning"»',
    'test/wrong-argument',
    '',
    'error or warn',
  ),
  'a singular test of an unknown column': spoil(
    'tests/no_revenue_without_orders.sql',
    'orders = 0',
    '«order» = 0',
    'sql/syntax',
    '',
  ),
  'a singular test of a column with a typo': spoil(
    'tests/no_revenue_without_orders.sql',
    'revenue > 0',
    '«revenu» > 0',
    'column/unknown',
    'Did you mean "revenue"',
  ),
  'an empty singular test': { edits: [['tests/later.sql', '', '«»\n']], code: 'sql/empty', says: 'test' },
  'a row of a seed with too many values': spoil(
    'seeds/countries.csv',
    'DE,Germany,1958-01-01',
    '«DE,Germany,1958-01-01,EU»',
    'seed/bad-row',
    '',
  ),
  'a row of a seed with a comma without quotes': spoil(
    'seeds/countries.csv',
    'FR,"France, Republic of",1958-01-01',
    '«FR,France, Republic of,1958-01-01»',
    'seed/bad-row',
    'double quotes',
    '4 values',
  ),
  'a row of a seed with too few values': spoil(
    'seeds/countries.csv',
    'DE,Germany,1958-01-01',
    '«DE,Germany»',
    'seed/bad-row',
    'still needs its delimiter',
    '2 values',
  ),
  'a quote in a seed that is not closed': spoil(
    'seeds/countries.csv',
    'FR,"France, Republic of",1958-01-01',
    '«FR,"France, Republic of,1958-01-01»',
    'seed/bad-row',
    'double quotes',
    'never closed',
  ),
  'a header with a name twice': spoil(
    'seeds/countries.csv',
    'country,country_name,joined',
    'country,«country»,joined',
    'seed/bad-header',
    'each once',
  ),
  'a seed with another delimiter': {
    edits: [['seeds/places.csv', '', '«a;b»\n1;2\n']],
    code: 'seed/other-delimiter',
    fix: 'delimiter: ";"',
  },
  'deleted rows that are kept over a staging model in Python': {
    edits: [
      ['models/staging/stg_visits.py', '', visits],
      [
        'models/core/visits.sql',
        '',
        '{{config unique_key="id" on_delete="soft"}}\nselect id from «{{ref "stg_visits"}}»',
      ],
    ],
    code: 'cdc/images-unknown',
    fix: 'keep="all"',
  },
  'changes that are read in the query itself': recomputed(
    'select customer_id from «{{changes "orders"}}»',
    'recompute/changes-outside',
    '{{ref "orders"}}',
  ),
  'changes of a model that has none': recomputed(
    `{{#changed_keys}}select country as customer_id from {{changes «"revenue"»}}{{/changed_keys}}${spent}`,
    'recompute/no-feed',
    'an incremental model',
    '"revenue" is a table',
  ),
  'changes of a model with a typo': recomputed(
    `{{#changed_keys}}select customer_id from {{changes «"ordes"»}}{{/changed_keys}}${spent}`,
    'ref/unknown',
    'Did you mean "orders"',
  ),
  'changed keys of a model that is a table': {
    edits: [
      [
        'models/reports/spent.sql',
        '',
        `«{{#changed_keys}}»select customer_id from {{changes "orders"}}{{/changed_keys}} ${spent}`,
      ],
    ],
    code: 'recompute/other-strategy',
    says: 'is a table',
  },
  'changed keys twice': recomputed(
    `{{#changed_keys}}select customer_id from {{changes "orders"}}{{/changed_keys}}
«{{#changed_keys}}»select customer_id from {{changes "orders"}}{{/changed_keys}} ${spent}`,
    'recompute/changed-keys-twice',
    'union',
  ),
  'changed keys with another column': recomputed(
    `«{{#changed_keys}}»select customer_id, total from {{changes "orders"}}{{/changed_keys}} ${spent}`,
    'recompute/key-columns',
    'Select exactly customer_id.',
  ),
  'changed keys with an unknown column': recomputed(
    `{{#changed_keys}}select «custmer_id» from {{changes "orders"}}{{/changed_keys}} ${spent}`,
    'column/unknown',
    'Did you mean "customer_id"',
  ),
  'changed keys that say nothing of an input': recomputed(
    `{{#changed_keys}}select customer_id from {{changes "orders"}}{{/changed_keys}}
select o.customer_id, max(c.name) as name from {{ref "orders"}} o join «{{ref "customers"}}» c on c.customer_id = o.customer_id group by o.customer_id`,
    'recompute/input-not-covered',
    'static=(list "customers")',
    '{{#changed_keys}} does not read them',
  ),
  'an input whose keys nothing tells': recomputed(
    'select o.customer_id, max(c.name) as name from {{ref "orders"}} o cross join «{{ref "customers"}}» c group by o.customer_id',
    'recompute/input-not-covered',
    '{{changes "customers"}}',
    'no column of it is equated with "customer_id"',
  ),
  'a static input with a typo': {
    edits: [
      [
        'models/reports/spent.sql',
        '',
        `{{config materialized="incremental" strategy="recompute" unique_key="customer_id" static=«(list "custmers")»}}\n${spent}`,
      ],
    ],
    code: 'ref/unknown',
    fix: 'Did you mean "customers"',
  },
  'a rank over other keys': recomputed(
    'select customer_id, order_id, «row_number() over (order by total)» as nth from {{ref "orders"}}',
    'recompute/looks-beyond-key',
    'PARTITION BY',
  ),
  'an input that is a table': recomputed(
    'select o.customer_id, max(r.revenue) as most from {{ref "orders"}} o cross join «{{ref "revenue"}}» r group by o.customer_id',
    'recompute/input-not-covered',
    'static=(list "revenue")',
    'made anew as a whole',
  ),
  'changed keys of a staging model': recomputed(
    `{{#changed_keys}}select customer_id from «{{ref "stg_orders"}}» union select customer_id from {{changes "orders"}}{{/changed_keys}} ${spent}`,
    'recompute/before-image-missing',
    '{{changes "orders"}}',
  ),
  'a model that computes keys anew and reads nothing that changes': {
    edits: [
      [
        'models/reports/spent.sql',
        '',
        '«{{config materialized="incremental" strategy="recompute" unique_key="country"}}»\nselect country from {{ref "countries"}}',
      ],
    ],
    code: 'recompute/nothing-to-follow',
    fix: 'materialized="table"',
  },
  'a header without a name': spoil(
    'seeds/countries.csv',
    'country,country_name,joined',
    'country,«»,joined',
    'seed/bad-header',
    '',
  ),
  'an empty seed': { edits: [['seeds/later.csv', '', '«»']], code: 'seed/bad-header', says: 'empty' },
  'a type for a column that the seed does not have': spoil(
    'seeds/seeds.yml',
    '{country: char(2)}',
    '{contry: «char(2)»}',
    'seed/unknown-column',
    'Did you mean "country"',
  ),
  'a type of a seed that nobody knows': spoil(
    'seeds/seeds.yml',
    'char(2)',
    '«chr(2)»',
    'source/unknown-type',
    'Did you mean "char"',
  ),
  'a tested column that the seed does not have': spoil(
    'seeds/seeds.yml',
    '{name: country, data',
    '{name: «contry», data',
    'properties/unknown-column',
    'Did you mean "country"',
  ),
}
