import { readAdventureWorks } from './adventureworks.ts'
import { SourceDatabase } from './source-database.ts'
import {
  address,
  customer,
  person,
  product,
  productCategory,
  productSubcategory,
  type Row,
  salesOrderDetail,
  salesOrderHeader,
  salesOrderHeaderSalesReason,
  stateProvince,
  store,
  type Table,
  type Value,
} from './tables.ts'
import { parseDays, parseMicros, startOfDay } from './time.ts'

/** The last day whose orders are in the load; orders of later days arrive as changes. */
export const lastLoadedDay = parseDays('2011-12-16')

/** Store orders of the first of December that still wait for goods when replication begins. */
export const backordered: readonly number[] = [45039, 45053, 45055, 45060, 45062]

/** The shop's first day. Master data that the published files stamp with a later date is taken to be as old as this. */
const shopOpened = parseMicros('2011-05-31')

/** An order of a day after the load, with the rows that its customer brings along: every one of them is a new customer. */
export interface Order {
  readonly header: Row
  readonly lines: readonly Row[]
  readonly reasons: readonly Row[]
  readonly registration: readonly (readonly [Table, Row])[]
}

/**
 * AdventureWorks turned back to the end of the last loaded day, and the orders that follow. The published data shows
 * every order as shipped; an order that ships later is put back to the status that it must have had.
 */
export function adventureWorksAtLoad(): { database: SourceDatabase; laterOrders: Order[] } {
  const database = new SourceDatabase()
  for (const table of [productCategory, productSubcategory, product, stateProvince, store]) {
    database.restore(table, readAdventureWorks(table).map(notNewerThanTheShop))
  }
  const people = readAdventureWorks(person)
  const addresses = readAdventureWorks(address)
  const customers = readAdventureWorks(customer)
  const headers = readAdventureWorks(salesOrderHeader)
  const lines = groupByOrder(readAdventureWorks(salesOrderDetail))
  const reasons = groupByOrder(readAdventureWorks(salesOrderHeaderSalesReason))
  const loaded = headers.filter((header) => orderDay(header) <= lastLoadedDay)
  const later = headers.filter((header) => orderDay(header) > lastLoadedDay)

  database.restore(person, people.filter(isAsOldAsTheLoad))
  database.restore(address, addresses.filter(isAsOldAsTheLoad))
  database.restore(customer, customersAtLoad(customers, database, loaded))
  for (const header of loaded) {
    database.restore(salesOrderHeader, [asAtLoad(header)])
    database.restore(salesOrderDetail, lines.get(header.salesorderid) ?? [])
    database.restore(salesOrderHeaderSalesReason, reasons.get(header.salesorderid) ?? [])
  }

  const laterOrders = later.map((header) => {
    const buyer = customers.find((row) => row.customerid === header.customerid)
    return {
      header,
      lines: lines.get(header.salesorderid) ?? [],
      reasons: reasons.get(header.salesorderid) ?? [],
      registration: [
        ...people.filter((row) => row.businessentityid === buyer?.personid).map((row) => [person, row] as const),
        ...addresses.filter((row) => row.addressid === header.shiptoaddressid).map((row) => [address, row] as const),
        ...(buyer === undefined ? [] : [[customer, buyer] as const]),
      ],
    }
  })
  return { database, laterOrders }
}

/** The published data has 20,000 customers, most without a person or an order: they would be ballast in a sample. */
function customersAtLoad(customers: readonly Row[], database: SourceDatabase, orders: readonly Row[]): Row[] {
  const people = new Set(database.all(person).map((row) => row.businessentityid))
  const buyers = new Set(orders.map((order) => order.customerid))
  return customers.filter(
    (row) => row.personid === null || people.has(row.personid ?? null) || buyers.has(row.customerid),
  )
}

function notNewerThanTheShop(row: Row): Row {
  return BigInt(row.modifieddate ?? 0) > shopOpened ? { ...row, modifieddate: shopOpened } : row
}

function isAsOldAsTheLoad(row: Row): boolean {
  return BigInt(row.modifieddate ?? 0) < startOfDay(lastLoadedDay + 1)
}

function asAtLoad(header: Row): Row {
  const day = orderDay(header)
  if (backordered.includes(Number(header.salesorderid))) {
    return { ...header, status: 3, revisionnumber: 3, shipdate: null, modifieddate: startOfDay(day + 2) }
  }
  if (Number(header.shipdate) <= lastLoadedDay) return header
  const approved = lastLoadedDay - day >= 2
  return {
    ...header,
    status: approved ? 2 : 1,
    revisionnumber: approved ? 2 : 1,
    shipdate: null,
    modifieddate: startOfDay(approved ? day + 1 : day),
  }
}

/** The day on which an order was placed, in days since 1970-01-01. */
export function orderDay(header: Row): number {
  return Number(BigInt(header.orderdate ?? 0) / startOfDay(1))
}

function groupByOrder(rows: readonly Row[]): Map<Value | undefined, Row[]> {
  const groups = new Map<Value | undefined, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.salesorderid)
    if (group === undefined) groups.set(row.salesorderid, [row])
    else group.push(row)
  }
  return groups
}
