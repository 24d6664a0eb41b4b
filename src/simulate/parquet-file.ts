import { gzipSync } from 'node:zlib'
import type { SchemaElement } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import type { Cell, StoredType } from './stored-type.ts'

/** A column of a file with the values of all its rows. */
export interface FileColumn {
  readonly name: string
  readonly type: StoredType
  /** Whether the file says that there is no NULL in it. */
  readonly required?: boolean
  readonly cells: readonly Cell[]
}

export type ParquetCodec = 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP'

/** DMS's `RowGroupLength`. */
const rowsInAGroup = 10_000

/**
 * A Parquet file with DMS's column types, by https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html. They
 * are the older "converted types" throughout: with those Spark reads a timestamp as `timestamp`; the newer annotation
 * without time zone would make it `timestamp_ntz`.
 */
export function parquetFile(columns: readonly FileColumn[], codec: ParquetCodec): Uint8Array {
  const schema: SchemaElement[] = [{ name: 'schema', num_children: columns.length }, ...columns.map(schemaElement)]
  const buffer = parquetWriteBuffer({
    schema,
    columnData: columns.map(({ name, cells }) => ({ name, data: [...cells] })),
    rowGroupSize: rowsInAGroup,
    createdBy: 'AWS',
    codec,
    compressors: { GZIP: (bytes) => gzipSync(bytes) },
  })
  return new Uint8Array(buffer)
}

function schemaElement({ name, type, required }: FileColumn): SchemaElement {
  return { name, ...physicalType(type), repetition_type: required ? 'REQUIRED' : 'OPTIONAL' }
}

function physicalType(type: StoredType): Pick<SchemaElement, 'type'> & Partial<SchemaElement> {
  switch (type.kind) {
    case 'boolean':
      return { type: 'BOOLEAN' }
    case 'integer':
      if (type.bits === 64) return { type: 'INT64' }
      if (type.bits === 32) return { type: 'INT32' }
      return { type: 'INT32', converted_type: type.bits === 16 ? 'INT_16' : 'INT_8' }
    case 'float':
      return { type: type.bits === 32 ? 'FLOAT' : 'DOUBLE' }
    case 'decimal': {
      const { precision, scale } = type
      return {
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: bytesForDigits(precision),
        converted_type: 'DECIMAL',
        precision,
        scale,
      }
    }
    case 'string':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8' }
    case 'binary':
      return { type: 'BYTE_ARRAY' }
    case 'date':
      return { type: 'INT32', converted_type: 'DATE' }
    case 'time':
      return { type: 'INT32', converted_type: 'TIME_MILLIS' }
    case 'timestamp':
      return { type: 'INT64', converted_type: 'TIMESTAMP_MICROS' }
  }
}

/** The least number of bytes that holds a signed number of so many decimal digits. */
function bytesForDigits(digits: number): number {
  return Math.ceil((Math.log2(10 ** digits) + 1) / 8)
}
