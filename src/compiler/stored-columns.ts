import type { RelationColumn } from '../analysis/relation-columns.ts'
import { systemColumnType } from '../analysis/system-column-type.ts'
import { stringType, wallTimeType } from '../catalog/types/sql-type.ts'
import type { ModelConfig } from '../config/model-config.ts'
import { systemColumnsOf } from '../manifest/system-columns.ts'

/** What a model gives, and behind it the columns that the tool adds. */
export function storedColumns(outputs: readonly RelationColumn[], config: ModelConfig): readonly RelationColumn[] {
  const added = systemColumnsOf(config).filter((name) => !outputs.some((column) => column.name === name))
  const { snapshot } = config
  const updatedAt = outputs.find((column) => column.name === snapshot?.updatedAt)?.type ?? wallTimeType
  const typeOf = (name: string) => {
    if (!snapshot) return systemColumnType(name, config.engine)
    const { scdId, isDeleted } = snapshot.columns
    return name === scdId || name === isDeleted ? stringType : updatedAt
  }
  return [...outputs, ...added.map((name) => ({ name, type: typeOf(name) }))]
}
