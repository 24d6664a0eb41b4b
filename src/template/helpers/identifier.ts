import type { TemplateDialect } from '../helper.ts'

/** A name as the dialect quotes it. */
export function quoteIdentifier(name: string, dialect: TemplateDialect): string {
  return dialect === 'spark' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

/** A SQL string literal. Spark reads backslashes as escapes, Redshift does not. */
export function quoteString(text: string, dialect: TemplateDialect): string {
  const escaped =
    dialect === 'spark' ? text.replaceAll('\\', '\\\\').replaceAll("'", "\\'") : text.replaceAll("'", "''")
  return `'${escaped}'`
}
