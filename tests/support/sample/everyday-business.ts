import type { Event } from './event.ts'
import { lastLoadedDay, type Order, orderDay } from './initial-load.ts'
import { status } from './order-desk.ts'
import { type Random, seededRandom } from './random.ts'
import { type Row, salesOrderHeader } from './tables.ts'
import { hours, type Micros, minutes, startOfDay } from './time.ts'

/** How many days of changes follow the load. */
export const daysOfChanges = 8

const storeOrdersEachDay = 2
const firstStoreOrderId = 45401
const firstStoreLineId = 6001

/** What happens every day: new customers order, stores order, orders are approved and shipped. */
export function everydayBusiness(laterOrders: readonly Order[]): Event[] {
  const random = seededRandom(20111217)
  const ids = { order: firstStoreOrderId, line: firstStoreLineId }
  const days = Array.from({ length: daysOfChanges }, (_, index) => lastLoadedDay + 1 + index)
  return days.flatMap((day) => [
    approveYesterdaysOrders(day),
    ...laterOrders.filter(({ header }) => orderDay(header) === day).flatMap((order) => onlineOrder(order, day, random)),
    ...Array.from({ length: storeOrdersEachDay }, () => storeOrder(day, random, ids)),
    shipWhatIsDue(day),
  ])
}

/** All in one transaction, so that many orders share a commit time. */
function approveYesterdaysOrders(day: number): Event {
  return {
    at: startOfDay(day) + hours(8) + minutes(30),
    happen: ({ database, desk }) => {
      for (const header of database.all(salesOrderHeader)) {
        if (header.status === status.inProcess && orderDay(header) < day) desk.approve(Number(header.salesorderid))
      }
    },
  }
}

/** A visitor registers, and orders some minutes later. */
function onlineOrder(order: Order, day: number, random: Random): Event[] {
  const registers = startOfDay(day) + timeOfDay(random, 9, 20)
  const orders = registers + minutes(random.integer(2, 40)) + BigInt(random.integer(0, 59_999_999))
  const registration: Event = {
    at: registers,
    happen: ({ at, transaction }) => {
      for (const [table, row] of order.registration) {
        transaction.insert(table, 'modifieddate' in row ? { ...row, modifieddate: at } : row)
      }
    },
  }
  return [registration, { at: orders, happen: ({ desk }) => desk.enter(order.header, order.lines, order.reasons) }]
}

/** A store that has ordered before orders again: some of the goods that stores buy, at the prices that they pay. */
function storeOrder(day: number, random: Random, ids: { order: number; line: number }): Event {
  const salesorderid = ids.order++
  const lineIds = Array.from({ length: random.integer(3, 9) }, () => ids.line++)
  const guids = lineIds.map(() => guid(random))
  const headerGuid = guid(random)
  const choice = seededRandom(salesorderid)
  return {
    at: startOfDay(day) + timeOfDay(random, 9, 17),
    happen: ({ database, desk }) => {
      const formerOrder = choice.pick(database.all(salesOrderHeader).filter(isStoreOrder))
      const goods = choice.pick(
        database
          .all(salesOrderHeader)
          .filter(isStoreOrder)
          .map((header) => desk.linesOf(Number(header.salesorderid)))
          .filter((lines) => lines.length >= 10),
      )
      const header: Row = { ...formerOrder, salesorderid, rowguid: headerGuid, duedate: day + 12 }
      const lines = lineIds.map((salesorderdetailid, index) => ({
        ...choice.pick(goods),
        salesorderdetailid,
        salesorderid,
        orderqty: choice.integer(1, 6),
        rowguid: guids[index] ?? null,
      }))
      desk.enter(header, lines)
    },
  }
}

/** Online orders leave the house a week after they were placed. */
function shipWhatIsDue(day: number): Event {
  return {
    at: startOfDay(day) + hours(16) + minutes(45),
    happen: ({ database, desk }) => {
      for (const header of database.all(salesOrderHeader)) {
        const isDue = header.status === status.approved && orderDay(header) <= day - 7
        if (isDue) desk.ship(Number(header.salesorderid))
      }
    },
  }
}

function isStoreOrder(header: Row): boolean {
  return header.onlineorderflag === 'false' && Number(header.salesorderid) < firstStoreOrderId
}

function timeOfDay(random: Random, fromHour: number, toHour: number): Micros {
  return hours(random.integer(fromHour, toHour - 1)) + BigInt(random.integer(0, 3_599_999_999))
}

function guid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.integer(0, 15).toString(16)).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
