import { redshift } from './redshift.ts'
import { spark } from './spark.ts'
import type { DialectSyntax, QueryDialect } from './syntax.ts'

const dialects: Readonly<Record<QueryDialect, DialectSyntax>> = { spark, redshift }

export function syntaxOf(dialect: QueryDialect): DialectSyntax {
  return dialects[dialect]
}
