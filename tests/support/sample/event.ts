import type { OrderDesk } from './order-desk.ts'
import type { SourceDatabase, Transaction } from './source-database.ts'
import type { Micros } from './time.ts'

/** Something that happens in the shop: one transaction. */
export interface Event {
  readonly at: Micros
  readonly happen: (shop: Shop) => void
}

/** What an event can see and do. */
export interface Shop {
  readonly at: Micros
  readonly database: SourceDatabase
  readonly transaction: Transaction
  readonly desk: OrderDesk
}
