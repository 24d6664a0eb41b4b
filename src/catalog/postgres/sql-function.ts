/** A function of the schema `tidemill` on PostgreSQL. Of one name there may be several, for several types. */
export interface SqlFunction {
  readonly name: string
  readonly sql: string
}

/**
 * A function whose body is one expression, written as `name(parameters) returns type`. It gives NULL for NULL, and the
 * planner can put it in the place of its call.
 */
export function expressionFunction(signature: string, expression: string): SqlFunction {
  return define(signature, 'language sql immutable strict parallel safe', `select ${expression}`)
}

/** The same, called for NULL too. */
export function nullableFunction(signature: string, expression: string): SqlFunction {
  return define(signature, 'language sql immutable parallel safe', `select ${expression}`)
}

/** The same under a setting of its own. */
export function settledFunction(signature: string, setting: string, expression: string): SqlFunction {
  return define(signature, `language sql immutable strict parallel safe set ${setting}`, `select ${expression}`)
}

/** A function with statements: a body of PL/pgSQL. */
export function procedureFunction(signature: string, body: string): SqlFunction {
  return define(signature, 'language plpgsql immutable strict parallel safe', body)
}

function define(signature: string, properties: string, body: string): SqlFunction {
  const text = oneLine(body)
  return {
    name: nameOf(signature),
    sql: `create or replace function tidemill.${oneLine(signature)} ${properties} as $body$ ${text} $body$`,
  }
}

/** An aggregate over a function that takes the state and a value. */
export function aggregate(signature: string, options: string): SqlFunction {
  return { name: nameOf(signature), sql: `create or replace aggregate tidemill.${signature} (${options})` }
}

function nameOf(signature: string): string {
  return signature.slice(0, signature.indexOf('('))
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
