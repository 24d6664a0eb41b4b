import { parseDecimal } from './adventureworks.ts'
import type { Event, Shop } from './event.ts'
import { backordered } from './initial-load.ts'
import { status } from './order-desk.ts'
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
} from './tables.ts'
import { parseDays, parseMicros } from './time.ts'

/**
 * The events that make these change files worth testing with. Each says what a pipeline could get wrong about it.
 * Which files the changes end up in, and when, is decided in dms-writer.ts.
 */
export function specialEvents(): Event[] {
  return [
    ...inTheLoadAndInTheLog(),
    ...cancelledAndReinstated(),
    ...checkoutThatWasTriedTwice(),
    ...changesAroundTheLateFiles(),
    ...correctionsOfStoreOrders(),
    ...changesOfTheRange(),
    ...changesOfCustomers(),
    ...loyaltyProgramme(),
    ...correctionsOfOnlineOrders(),
  ]
}

function on(at: string, happen: (shop: Shop) => void): Event {
  return { at: parseMicros(at), happen }
}

/** These commit after the log is first read and before the tables are: they arrive twice, once in the load. */
function inTheLoadAndInTheLog(): Event[] {
  return [
    on('2011-12-17 00:33:12.480155', ({ at, transaction }) => {
      transaction.update(person, [311], { firstname: 'Sam', title: 'Mr.', modifieddate: at })
    }),
    on('2011-12-17 00:38:47.019302', ({ database, desk }) => {
      const header = database.get(salesOrderHeader, 45171)
      desk.enter({ ...header, salesorderid: 45400, rowguid: '6a0f1f0e-3f0b-4c3c-9d0c-5a4e2f9b7c11' }, [
        line(6000, 45400, 771, 1, '3399.99'),
      ])
    }),
  ]
}

/** Cancelled by mistake, and entered again days later under its old numbers: a key lives, dies, and lives again. */
function cancelledAndReinstated(): Event[] {
  const orderId = 45177
  let removed: { header: Row; lines: Row[] } | undefined
  return [
    on('2011-12-18 11:20:03.771204', ({ database, desk }) => {
      removed = { header: database.get(salesOrderHeader, orderId), lines: desk.linesOf(orderId) }
      desk.remove(orderId)
    }),
    on('2011-12-22 10:05:58.300417', ({ desk }) => {
      if (removed === undefined) throw new Error(`Order ${orderId} was not removed before.`)
      desk.enter({ ...removed.header, duedate: parseDays('2012-01-03') }, removed.lines.map(twoOfIt), [
        { salesorderid: orderId, salesreasonid: 2, modifieddate: null },
      ])
    }),
  ]
}

function twoOfIt(row: Row): Row {
  return { ...row, orderqty: 2 }
}

/**
 * A checkout that fails half-way and starts over inside its transaction: I, U, D, I of one key, all with one commit
 * time. Whoever orders by commit time, or lets a delete win a tie, loses a live order.
 */
function checkoutThatWasTriedTwice(): Event[] {
  return [
    on('2011-12-19 10:40:21.659083', ({ database, desk }) => {
      const header = { ...database.get(salesOrderHeader, 45172), salesorderid: 45390, rowguid: checkoutGuid }
      const lines = [line(6990, 45390, 749, 1, '3578.27'), line(6991, 45390, 712, 2, '8.99')]
      desk.enter(header, lines)
      desk.revise(45390, { shipmethodid: 5 })
      desk.remove(45390)
      desk.enter({ ...header, shipmethodid: 2 }, lines.slice(0, 1))
    }),
    on('2011-12-23 19:12:40.125776', ({ database, desk }) => {
      const header = { ...database.get(salesOrderHeader, 45172), salesorderid: 45391, rowguid: abandonedGuid }
      desk.enter(header, [line(6992, 45391, 707, 1, '34.99')])
      desk.remove(45391)
    }),
  ]
}

const checkoutGuid = 'f2a5cf3e-7c19-4a3b-8f2b-61de0a3c9d54'
const abandonedGuid = '0b8e9d52-14a7-4f6f-b1c5-7e20f6d0a9b3'

/**
 * What commits on the 19th between 12:00 and 18:00 is written two days late (see dms-writer.ts), after the changes of
 * the 20th that follow it here. A late update must not undo a newer one, nor raise the dead.
 */
function changesAroundTheLateFiles(): Event[] {
  return [
    on('2011-12-19 13:05:10.048820', ({ desk }) => desk.revise(45174, { shipmethodid: 2 })),
    on('2011-12-19 13:06:44.913655', ({ desk }) => desk.revise(45176, { shipmethodid: 2 })),
    on('2011-12-19 13:31:27.550142', ({ database, desk }) => {
      const former = database.get(salesOrderHeader, 45058)
      const header = { ...former, salesorderid: 45392, rowguid: lateGuid, duedate: parseDays('2011-12-31') }
      desk.enter(header, [
        line(6993, 45392, 743, 2, '809.76'),
        line(6994, 45392, 747, 1, '809.76'),
        line(6995, 45392, 762, 3, '419.4589'),
      ])
    }),
    on('2011-12-20 09:10:33.207461', ({ desk }) => desk.revise(45174, { shipmethodid: 5 })),
    on('2011-12-20 09:12:05.664190', ({ desk }) => desk.remove(45176)),
    on('2011-12-20 10:47:51.380027', ({ transaction, desk }) => {
      transaction.delete(salesOrderDetail, [6994])
      desk.reviseLine(6995, { orderqty: 4 })
      desk.reprice(45392)
    }),
  ]
}

const lateGuid = 'c7d1a6b8-92e4-4d57-8a60-3f5b1e7c2d98'

/**
 * A line was entered under the wrong order: both orders change, and only the right one is in the line's row. Then three
 * quantities are mistyped and put right in one transaction, and most of the waiting goods arrive.
 */
function correctionsOfStoreOrders(): Event[] {
  const { wrong, right, mistyped } = { wrong: 45053, right: 45055, mistyped: 45060 }
  return [
    on('2011-12-20 14:20:16.902548', ({ desk }) => {
      const lineId = Number(desk.linesOf(wrong)[0]?.salesorderdetailid)
      desk.reviseLine(lineId, { salesorderid: right })
      desk.reprice(wrong)
      desk.reprice(right)
    }),
    on('2011-12-20 14:41:59.331706', ({ desk }) => {
      const lineIds = desk.linesOf(mistyped).map((row) => Number(row.salesorderdetailid))
      for (const lineId of lineIds.slice(0, 3)) {
        desk.reviseLine(lineId, { orderqty: 40 })
        desk.reviseLine(lineId, { orderqty: 4 })
      }
      desk.reprice(mistyped)
    }),
    on('2011-12-24 15:30:08.415593', ({ desk }) => {
      for (const orderId of backordered.slice(0, 3)) desk.ship(orderId)
    }),
  ]
}

function changesOfTheRange(): Event[] {
  const mountainBikes = 1
  return [
    on('2011-12-17 14:10:00.250391', ({ at, database, transaction }) => {
      for (const row of database.all(product).filter((row) => row.productsubcategoryid === mountainBikes)) {
        const listprice = (BigInt(row.listprice ?? 0) * 102n) / 100n
        transaction.update(product, [row.productid ?? null], { listprice, modifieddate: at })
      }
    }),
    on('2011-12-18 15:02:37.718264', ({ at, transaction }) => {
      transaction.update(product, [680], { name: 'HL Road Frame - Raven Black, 58', modifieddate: at })
      transaction.update(product, [706], { name: '  HL Road Frame - Signal Red, 58 ', modifieddate: at })
    }),
    on('2011-12-21 09:30:44.561038', ({ at, database, transaction }) => {
      transaction.insert(productSubcategory, {
        productsubcategoryid: 38,
        productcategoryid: 1,
        name: 'Gravel Bikes',
        modifieddate: at,
      })
      const model = database.get(product, 789)
      for (const [index, size] of ['44', '48', '52', '58'].entries()) {
        transaction.insert(product, {
          ...model,
          productid: 1000 + index,
          name: `Gravel-150 Sand, ${size}`,
          productnumber: `BK-G15S-${size}`,
          color: 'Sand',
          productsubcategoryid: 38,
          sellstartdate: parseDays('2011-12-21'),
          modifieddate: at,
        })
      }
    }),
    on('2011-12-21 09:58:12.094477', ({ at, transaction }) => {
      transaction.update(productCategory, [3], { name: 'Clothing', modifieddate: at })
      transaction.update(productCategory, [3], { name: 'Apparel', modifieddate: at })
    }),
    on('2011-12-23 12:15:29.836610', ({ transaction }) => transaction.delete(product, [1003])),
  ]
}

function changesOfCustomers(): Event[] {
  return [
    on('2011-12-17 18:27:53.140862', ({ at, transaction }) => {
      transaction.update(address, [28], {
        addressline1: '77 Quarry Lane',
        city: 'Tucson',
        postalcode: '85701',
        modifieddate: at,
      })
    }),
    on('2011-12-19 09:15:36.427915', ({ at, transaction }) => {
      transaction.update(address, [30], {
        addressline1: '  1200   Harbour View Rd ',
        addressline2: '',
        city: 'TAMPA',
        postalcode: '33602',
        modifieddate: at,
      })
    }),
    on('2011-12-20 16:33:02.758344', ({ at, transaction }) => {
      transaction.update(stateProvince, [45], { name: 'Newfoundland and Labrador', modifieddate: at })
    }),
    on('2011-12-22 13:50:40.610279', ({ at, transaction }) => {
      transaction.update(store, [292], { storename: 'Next-Door Bikes & Coffee', modifieddate: at })
      transaction.update(store, [300], { salespersonid: 279, modifieddate: at })
    }),
    on('2011-12-22 14:06:19.384521', ({ at, transaction }) => {
      for (const id of [311, 317, 319, 333, 339, 341, 343, 345, 347, 355]) {
        transaction.update(person, [id], { emailpromotion: 0, modifieddate: at })
      }
    }),
    on('2011-12-22 14:20:07.735918', ({ transaction }) => {
      transaction.update(customer, [491], { territoryid: 6 })
      transaction.delete(customer, [573])
    }),
    on('2011-12-23 10:21:55.092637', ({ at, database, transaction }) => {
      const married = database.get(person, 339)
      transaction.update(person, [339], { lastname: `${married.lastname}-Hale`, modifieddate: at })
    }),
  ]
}

/** The table gets a column on the fifth day, which is filled for some; two days later some have risen, and one has left. */
function loyaltyProgramme(): Event[] {
  return [
    on('2011-12-21 06:30:00.184263', ({ database, transaction }) => {
      for (const [id, total] of totals(database)) {
        const tier = tierOf(total)
        if (tier !== null) transaction.update(customer, [id], { loyaltytier: tier })
      }
    }),
    on('2011-12-23 06:30:00.902517', ({ database, transaction }) => {
      for (const [id, total] of totals(database)) {
        const tier = tierOf(total * 2n)
        const known = database.get(customer, id).loyaltytier ?? null
        if (known === 'bronze' && tier !== known) transaction.update(customer, [id], { loyaltytier: tier })
      }
    }),
    on('2011-12-23 15:08:41.330075', ({ database, transaction }) => {
      const [first] = [...totals(database)].filter(([, total]) => tierOf(total) === 'gold')
      if (first) transaction.update(customer, [first[0]], { loyaltytier: null })
    }),
  ]
}

/** What the orders of each customer come to, with four decimals; of those that are still there, by their numbers. */
function totals(database: Shop['database']): ReadonlyMap<number, bigint> {
  const sums = new Map<number, bigint>()
  for (const { customerid, totaldue } of database.all(salesOrderHeader)) {
    const id = Number(customerid)
    sums.set(id, (sums.get(id) ?? 0n) + BigInt(totaldue ?? 0))
  }
  const there = new Set(database.all(customer).map((row) => Number(row.customerid)))
  return new Map([...sums].filter(([id]) => there.has(id)).sort(([a], [b]) => a - b))
}

function tierOf(total: bigint): 'gold' | 'silver' | 'bronze' | null {
  if (total >= parseDecimal('150000', 4)) return 'gold'
  if (total >= parseDecimal('100000', 4)) return 'silver'
  return total >= parseDecimal('50000', 4) ? 'bronze' : null
}

function correctionsOfOnlineOrders(): Event[] {
  return [
    on('2011-12-18 17:05:00.512093', ({ desk }) => {
      desk.revise(45180, { shipmethodid: 5 })
      desk.revise(45180, { duedate: parseDays('2011-12-28') })
      desk.revise(45180, { status: status.approved })
    }),
    on('2011-12-21 11:44:31.207758', ({ at, transaction }) => {
      transaction.delete(salesOrderHeaderSalesReason, [45160, 5])
      transaction.delete(salesOrderHeaderSalesReason, [45160, 9])
      transaction.insert(salesOrderHeaderSalesReason, { salesorderid: 45160, salesreasonid: 5, modifieddate: at })
      transaction.insert(salesOrderHeaderSalesReason, { salesorderid: 45160, salesreasonid: 1, modifieddate: at })
    }),
    on('2011-12-23 09:02:14.668205', ({ desk }) => {
      desk.revise(45186, { status: status.cancelled })
      desk.revise(45166, { status: status.rejected })
    }),
    on('2011-12-23 15:37:48.950316', ({ database, transaction, desk }) => {
      const kept = database.get(salesOrderHeader, 45150).shiptoaddressid ?? null
      const spare = database.get(salesOrderHeader, 45151).shiptoaddressid ?? null
      desk.revise(45151, { billtoaddressid: kept, shiptoaddressid: kept })
      transaction.delete(address, [spare])
    }),
  ]
}

function line(lineId: number, orderId: number, productId: number, quantity: number, price: string): Row {
  const digits = String(lineId).padStart(12, '0')
  return {
    salesorderdetailid: lineId,
    salesorderid: orderId,
    productid: productId,
    specialofferid: 1,
    orderqty: quantity,
    unitprice: parseDecimal(price, 4),
    unitpricediscount: 0n,
    rowguid: `5d3c1b0a-0000-4000-8000-${digits}`,
    modifieddate: null,
  }
}
