/**
 * What an engine can do beyond running statements. The planner and the runner ask these, never the adapter's name;
 * the conformance suite proves each one that is true, and that the engine refuses what the others stand for.
 */
export interface Capabilities {
  /** Several statements take effect together or not at all. */
  readonly supportsTransactions: boolean
  /** CREATE, ALTER and DROP are undone by a rollback. */
  readonly supportsTransactionalDdl: boolean
  /** TRUNCATE is undone by a rollback. On Redshift it commits what went before. */
  readonly supportsTransactionalTruncate: boolean
  /** UPDATE and DELETE. */
  readonly supportsRowChanges: boolean
  /** MERGE with several matched clauses, conditions and a query as its source. */
  readonly supportsMerge: boolean
  /** CREATE OR REPLACE TABLE … AS. */
  readonly supportsCreateOrReplaceTable: boolean
  /** Statements that change rows tell how many. */
  readonly supportsRowCounts: boolean
  /** Errors in a statement tell at which character. */
  readonly supportsErrorPositions: boolean
  /** A cast of a value that does not fit fails; without it the result is NULL. */
  readonly supportsStrictCasts: boolean
  /** Tables may have any name in quotes; without it letters, digits and underscores. Columns may have any name. */
  readonly supportsAnyTableName: boolean
  /** A running statement can be stopped without losing the session. */
  readonly supportsCancel: boolean
  /** Change files are laid out as a relation: `readChanges`. */
  readonly readsChangeFiles: boolean
  /** Functions of Python make relations: `runDataFrame`. */
  readonly runsDataFrames: boolean
  /** The session keeps the rows of a query, since there are no temporary tables. */
  readonly keepsRows: boolean
}

const none: Capabilities = {
  supportsTransactions: false,
  supportsTransactionalDdl: false,
  supportsTransactionalTruncate: false,
  supportsRowChanges: false,
  supportsMerge: false,
  supportsCreateOrReplaceTable: false,
  supportsRowCounts: false,
  supportsErrorPositions: false,
  supportsStrictCasts: false,
  supportsAnyTableName: false,
  supportsCancel: false,
  readsChangeFiles: false,
  runsDataFrames: false,
  keepsRows: false,
}

/** An adapter names what it can do; what it does not name it cannot, so a new capability breaks no adapter. */
export function capabilities(supported: Partial<Capabilities>): Capabilities {
  return { ...none, ...supported }
}
