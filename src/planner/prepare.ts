import { duckdbMacros, macrosVersion } from '../catalog/duckdb-macros.ts'
import { postgresFunctions, postgresFunctionsVersion } from '../catalog/postgres-functions.ts'
import { createLedgerStatements, type Ledger, ledgerVersion, recordBuilt } from '../ingest/ledger.ts'
import type { PlannedAdapter } from './engine-layout.ts'

/** What the ledger calls the set of macros that a database has, and its own tables. */
const macrosNode = 'tidemill.macros'

/** Orders change sequences as text: digits by their number, all else as it is; absent is oldest. */
const changeOrder =
  "create or replace macro tidemill.change_order(seq) as case when regexp_full_match(seq, '[0-9]{1,64}') then lpad(seq, 64, '0') else coalesce(seq, '') end"

/**
 * Statements that make a warehouse ready: the ledger, and the macros or functions that translated SQL calls, which lie in
 * the database so that any reader of a view finds them. What is there in the right version is left out.
 */
export function prepareStatements(
  ledger: Ledger,
  adapter: PlannedAdapter,
  built: ReadonlyMap<string, string>,
  now: string,
): string[] {
  const { version, statements } = helpersOf(adapter)
  const fingerprint = `${version}.${ledgerVersion}`
  if (built.get(macrosNode) === fingerprint) return []
  return [
    ...createLedgerStatements(ledger),
    ...statements,
    ...recordBuilt(ledger, { node: macrosNode, fingerprint, builtAt: now }),
  ]
}

/** The macros go to the engine in one piece: sent one by one, the way there and back takes as long as making them. */
export function macroStatements(): string[] {
  const macros = [changeOrder, ...duckdbMacros().map((macro) => macro.sql)]
  return [createSchema, macros.join(';\n')]
}

function helpersOf(adapter: PlannedAdapter): { readonly version: string; readonly statements: readonly string[] } {
  switch (adapter) {
    case 'duckdb':
      return { version: macrosVersion, statements: macroStatements() }
    case 'postgres':
      return {
        version: postgresFunctionsVersion,
        statements: [createSchema, ...postgresFunctions().map(({ sql }) => sql)],
      }
    case 'redshift':
    case 'spark':
      // They are spoken to in their own words.
      return { version: 'none', statements: [] }
  }
}

const createSchema = 'create schema if not exists tidemill'
