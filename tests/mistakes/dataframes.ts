import type { Mistake, Mistakes } from './mistake.ts'

const file = 'models/reports/late.py'

/** A DataFrame model with one mistake, as the whole of its file. */
function python(text: string, code: string, fix: string, says = ''): Mistake {
  return { edits: [[file, '', text]], code, fix, says }
}

const body = (text: string) => `def model(tm, spark):\n    ${text}\n    return tm.ref("orders")\n`

/** Mistakes in DataFrame models, which are read and never run. */
export const dataframeMistakes: Mistakes = {
  'a bracket that is not closed': python(
    'def model(tm, spark):\n    return tm.ref«(»"orders"\n',
    'dataframe/syntax',
    'Close it.',
    'is not closed',
  ),
  'an equals sign too many': python(
    'def model(tm, spark):\n    x = «=» 3\n    return tm.ref("orders")\n',
    'dataframe/syntax',
    'before this place',
    '"=" is not expected',
  ),
  'SQL in a file of Python': python('select «1» as a', 'dataframe/syntax', 'Check the brackets'),
  'a file without a model': python(
    '«import os»\n\ndef helper(x):\n    return x\n',
    'dataframe/no-model',
    'def model(tm, spark):',
    'models/reports/late.py',
  ),
  'a function with a typo': python(
    '«def modle(tm, spark):»\n    return tm.ref("orders")\n',
    'dataframe/no-model',
    'Did you mean "modle"?',
  ),
  'a model that is inside another function': python(
    '«def outer():»\n    def model(tm, spark):\n        return None\n',
    'dataframe/no-model',
    'def model(tm, spark):',
  ),
  'two models in a file': python(
    'def model(tm, spark):\n    return tm.ref("orders")\n\n\ndef «model»(tm, spark):\n    return tm.ref("customers")\n',
    'dataframe/model-twice',
    'Keep one',
  ),
  "dbt's parameters": python(
    'def model«(dbt, session)»:\n    return dbt.ref("orders")\n',
    'dataframe/parameters',
    'def model(tm, spark):',
    '(dbt, session)',
  ),
  'a model without parameters': python(
    'def model«()»:\n    return 1\n',
    'dataframe/parameters',
    'def model(tm, spark):',
    'takes nothing',
  ),
  'an asynchronous model': python(
    '«async» def model(tm, spark):\n    return tm.ref("orders")\n',
    'dataframe/parameters',
    'def model(tm, spark):',
    'no `async`',
  ),
  'a call with a typo': python(
    body('x = tm.«sorce»("shop", "orders")'),
    'dataframe/unknown-call',
    'Did you mean "source"?',
  ),
  'a call that is not made': python(
    body('read = tm.«ref»'),
    'dataframe/unknown-call',
    'tm.ref(…)',
    'is not called here',
  ),
  'a name that is computed': python(
    body('x = [tm.ref(«name») for name in ["orders", "customers"]]'),
    'dataframe/not-literal',
    'Write the value out',
    'name is known only when Python runs',
  ),
  'a name with a value in it': python(
    body('x = tm.ref(«f"orders_{1}"»)'),
    'dataframe/not-literal',
    'Write the value out',
  ),
  'names that are spread': python(body('x = tm.source(«*names»)'), 'dataframe/not-literal', 'Write the value out'),
  'a setting that is computed': python(
    body('tm.config(tags=["a", «str(1)»])'),
    'dataframe/not-literal',
    'Write the value out',
    'tm.config',
  ),
  'a source without its table': python(
    body('x = tm.source«("shop")»'),
    'dataframe/arguments',
    'tm.source("source", "table")',
    'needs 2 names',
  ),
  'a package before a model': python(
    body('x = tm.ref("shop", «"orders"»)'),
    'dataframe/arguments',
    'tm.ref("model")',
    '1 value at most',
  ),
  'an argument that there is not': python(
    body('x = tm.var("currency", «otherwise»="EUR")'),
    'dataframe/arguments',
    'tm.var("name", default)',
    'no argument "otherwise"',
  ),
  'a name that is a number': python(body('x = tm.ref(«7»)'), 'dataframe/arguments', 'tm.ref("model")', 'texts'),
  'settings in a dictionary': python(
    body('tm.config(«{"tags": ["a"]}»)'),
    'dataframe/arguments',
    'tm.config(key=value, …)',
    'by name',
  ),
  'a model that nobody has': python(
    body('x = tm.ref(«"ordrs"»)'),
    'ref/unknown',
    'Did you mean "orders"? (models/core/orders.sql)',
  ),
  'a source that nobody declares': python(
    'def model(tm, spark):\n    return tm.source(«"shp"», "orders")\n',
    'ref/unknown-source',
    'Did you mean "shop"?',
  ),
  'a table that the source does not have': python(
    'def model(tm, spark):\n    return tm.source("shop", «"order"»)\n',
    'ref/unknown-source-table',
    'Did you mean "orders"?',
  ),
  'a variable that nobody sets': python(
    body('x = tm.var(«"curency"»)'),
    'compile/unknown-variable',
    'Did you mean "currency"?',
  ),
  'a setting with a typo': python(
    body('tm.config(«materialised»="table")'),
    'config/unknown-key',
    'Did you mean "materialized"?',
  ),
  'a setting with a wrong value': python(body('tm.config(enabled=«"perhaps"»)'), 'config/wrong-type', ''),
  'the engine of the warehouse': python(
    body('tm.config(engine=«"redshift"»)'),
    'dataframe/engine',
    'tm.config(engine="spark")',
  ),
  'a view in Python': python(
    body('tm.config(materialized=«"view"»)'),
    'dataframe/materialization',
    'materialized="table"',
    'no query',
  ),
  'an incremental model in Python': python(
    body('tm.config(materialized=«"incremental"», unique_key="order_id")'),
    'dataframe/materialization',
    'read it from an SQL model',
    'transactions',
  ),
  'a source that a table of Python reads': python(
    'def model(tm, spark):\n    return «tm.source("shop", "orders")»\n',
    'source/read-outside-staging',
    '',
  ),
  'a staging model that a table of Python reads': python(
    'def model(tm, spark):\n    return «tm.ref("stg_orders")»\n',
    'staging/read-as-table',
    '',
  ),
  'a staging model in Python without a source': {
    edits: [['models/staging/stg_late.py', '', '«def model(tm, spark)»:\n    return tm.ref("countries")\n']],
    code: 'staging/no-source',
    fix: '',
  },
  'a staging model in Python with another key': {
    edits: [
      [
        'models/staging/stg_late.py',
        '',
        'def model(tm, spark):\n    tm.config(unique_key=«"order_id"»)\n    return tm.source("shop", "orders")\n',
      ],
    ],
    code: 'dataframe/key',
    fix: 'Leave unique_key out',
  },
  'an ephemeral model that Python reads': {
    edits: [
      ['models/reports/few.sql', '', '{{config materialized="ephemeral"}} select order_id from {{ref "orders"}}'],
      [file, '', 'def model(tm, spark):\n    return «tm.ref("few")»\n'],
    ],
    code: 'dataframe/reads-ephemeral',
    fix: 'Make "few" a view or a table.',
  },
  'a model that reads itself': python(
    'def model(tm, spark):\n    return «tm.ref("late")»\n',
    'graph/reads-itself',
    'another model',
  ),
  'two models of one name, in Python and SQL': {
    edits: [['models/reports/orders.py', '', '«def model(tm, spark)»:\n    return tm.ref("countries")\n']],
    code: 'project/duplicate-name',
    fix: '',
  },
}
