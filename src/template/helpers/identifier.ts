import type { TemplateDialect } from '../helper.ts'

/** A name as the dialect quotes it. */
export function quoteIdentifier(name: string, dialect: TemplateDialect): string {
  return dialect === 'spark' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`
}

/** A SQL string literal. Both dialects read backslashes as escapes; Spark does not know doubled quotes. */
export function quoteString(text: string, dialect: TemplateDialect): string {
  const escaped = text.replaceAll('\\', '\\\\')
  return `'${dialect === 'spark' ? escaped.replaceAll("'", "\\'") : escaped.replaceAll("'", "''")}'`
}
