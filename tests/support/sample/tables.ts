import { type Micros, parseMicros } from './time.ts'

/** A column's type in the operational database, by the way DMS writes it to Parquet. */
export type ColumnType =
  | { readonly kind: 'integer' }
  | { readonly kind: 'smallint' }
  | { readonly kind: 'text' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'date' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }

export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** When it was added to the table, if it was not always there: files of changes from before do not have it. */
  readonly since?: Micros
}

export interface Table {
  readonly schema: string
  readonly name: string
  readonly primaryKey: readonly string[]
  readonly columns: readonly Column[]
}

/**
 * A value as the change files hold it: whole numbers and days as `number`, decimals (unscaled) and timestamps
 * (microseconds) as `bigint`, the rest as text. DMS writes a PostgreSQL boolean as the words "true" and "false".
 */
export type Value = string | number | bigint | null
export type Row = Readonly<Record<string, Value>>

const integer: ColumnType = { kind: 'integer' }
const smallint: ColumnType = { kind: 'smallint' }
const text: ColumnType = { kind: 'text' }
const boolean: ColumnType = { kind: 'boolean' }
const timestamp: ColumnType = { kind: 'timestamp' }
const date: ColumnType = { kind: 'date' }
const money: ColumnType = { kind: 'decimal', precision: 19, scale: 4 }
const weight: ColumnType = { kind: 'decimal', precision: 8, scale: 2 }

function table(
  schema: string,
  name: string,
  primaryKey: readonly string[],
  columns: Record<string, ColumnType>,
): Table {
  return { schema, name, primaryKey, columns: Object.entries(columns).map(([name, type]) => ({ name, type })) }
}

/** The loyalty programme begins on the fifth day, and with it the column. */
export const loyaltyBegins = parseMicros('2011-12-21 00:00:00')

const customerColumns = table('sales', 'customer', ['customerid'], {
  customerid: integer,
  personid: integer,
  storeid: integer,
  territoryid: integer,
})

export const customer: Table = {
  ...customerColumns,
  columns: [...customerColumns.columns, { name: 'loyaltytier', type: text, since: loyaltyBegins }],
}

export const store = table('sales', 'store', ['businessentityid'], {
  businessentityid: integer,
  storename: text,
  salespersonid: integer,
  modifieddate: timestamp,
})

export const salesOrderHeader = table('sales', 'salesorderheader', ['salesorderid'], {
  salesorderid: integer,
  revisionnumber: smallint,
  orderdate: timestamp,
  duedate: date,
  shipdate: date,
  status: smallint,
  onlineorderflag: boolean,
  accountnumber: text,
  customerid: integer,
  salespersonid: integer,
  territoryid: integer,
  billtoaddressid: integer,
  shiptoaddressid: integer,
  shipmethodid: integer,
  subtotal: money,
  taxamt: money,
  freight: money,
  totaldue: money,
  rowguid: text,
  modifieddate: timestamp,
})

export const salesOrderDetail = table('sales', 'salesorderdetail', ['salesorderdetailid'], {
  salesorderdetailid: integer,
  salesorderid: integer,
  productid: integer,
  specialofferid: integer,
  orderqty: smallint,
  unitprice: money,
  unitpricediscount: money,
  rowguid: text,
  modifieddate: timestamp,
})

export const salesOrderHeaderSalesReason = table(
  'sales',
  'salesorderheadersalesreason',
  ['salesorderid', 'salesreasonid'],
  { salesorderid: integer, salesreasonid: integer, modifieddate: timestamp },
)

export const person = table('person', 'person', ['businessentityid'], {
  businessentityid: integer,
  persontype: text,
  title: text,
  firstname: text,
  middlename: text,
  lastname: text,
  suffix: text,
  emailpromotion: smallint,
  rowguid: text,
  modifieddate: timestamp,
})

export const address = table('person', 'address', ['addressid'], {
  addressid: integer,
  addressline1: text,
  addressline2: text,
  city: text,
  stateprovinceid: integer,
  postalcode: text,
  rowguid: text,
  modifieddate: timestamp,
})

export const stateProvince = table('person', 'stateprovince', ['stateprovinceid'], {
  stateprovinceid: integer,
  stateprovincecode: text,
  countryregioncode: text,
  isonlystateprovinceflag: boolean,
  name: text,
  territoryid: integer,
  modifieddate: timestamp,
})

export const product = table('production', 'product', ['productid'], {
  productid: integer,
  name: text,
  productnumber: text,
  makeflag: boolean,
  finishedgoodsflag: boolean,
  color: text,
  safetystocklevel: smallint,
  standardcost: money,
  listprice: money,
  weightunitmeasurecode: text,
  weight,
  daystomanufacture: smallint,
  productline: text,
  class: text,
  productsubcategoryid: integer,
  sellstartdate: date,
  modifieddate: timestamp,
})

export const productSubcategory = table('production', 'productsubcategory', ['productsubcategoryid'], {
  productsubcategoryid: integer,
  productcategoryid: integer,
  name: text,
  modifieddate: timestamp,
})

export const productCategory = table('production', 'productcategory', ['productcategoryid'], {
  productcategoryid: integer,
  name: text,
  modifieddate: timestamp,
})

/** The replicated tables, in the order in which their files are written. */
export const tables: readonly Table[] = [
  productCategory,
  productSubcategory,
  product,
  stateProvince,
  address,
  person,
  store,
  customer,
  salesOrderHeader,
  salesOrderDetail,
  salesOrderHeaderSalesReason,
]

/** A row's primary key as one text, to index rows by. */
export function keyOf(table: Table, row: Row): string {
  return table.primaryKey.map((column) => String(row[column])).join('/')
}
