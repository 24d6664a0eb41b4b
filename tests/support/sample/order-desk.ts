import type { SourceDatabase, Transaction } from './source-database.ts'
import { type Row, salesOrderDetail, salesOrderHeader, salesOrderHeaderSalesReason } from './tables.ts'
import { type Micros, startOfDay } from './time.ts'

/** AdventureWorks' order statuses. */
export const status = { inProcess: 1, approved: 2, backordered: 3, rejected: 4, shipped: 5, cancelled: 6 } as const

/** Tax and freight in ten-thousandths of the goods, as the published orders have them. */
const onlineRates = { tax: 800n, freight: 250n }
const storeRates = { tax: 960n, freight: 300n }

const TEN_THOUSAND = 10_000n

/** What the clerks and the web shop do to orders, inside one transaction that commits at `at`. */
export class OrderDesk {
  private readonly database: SourceDatabase
  private readonly transaction: Transaction
  private readonly at: Micros

  constructor(database: SourceDatabase, transaction: Transaction, at: Micros) {
    this.database = database
    this.transaction = transaction
    this.at = at
  }

  /** A new order: header, lines and reasons, all stamped with the time of the order. */
  enter(header: Row, lines: readonly Row[], reasons: readonly Row[] = []): void {
    this.transaction.insert(salesOrderHeader, {
      ...header,
      ...amountsOf(header, lines),
      orderdate: this.at,
      status: status.inProcess,
      revisionnumber: 1,
      shipdate: null,
      modifieddate: this.at,
    })
    for (const line of lines) this.transaction.insert(salesOrderDetail, { ...line, modifieddate: this.at })
    for (const reason of reasons) {
      this.transaction.insert(salesOrderHeaderSalesReason, { ...reason, modifieddate: this.at })
    }
  }

  /** A change of the header: a new revision. */
  revise(orderId: number, patch: Row): void {
    const revisionnumber = Number(this.database.get(salesOrderHeader, orderId).revisionnumber) + 1
    this.transaction.update(salesOrderHeader, [orderId], { ...patch, revisionnumber, modifieddate: this.at })
  }

  reviseLine(lineId: number, patch: Row): void {
    this.transaction.update(salesOrderDetail, [lineId], { ...patch, modifieddate: this.at })
  }

  /** Brings the header's amounts into line with the order's lines. */
  reprice(orderId: number): void {
    this.revise(orderId, amountsOf(this.database.get(salesOrderHeader, orderId), this.linesOf(orderId)))
  }

  approve(orderId: number): void {
    this.revise(orderId, { status: status.approved })
  }

  ship(orderId: number): void {
    this.revise(orderId, { status: status.shipped, shipdate: Number(this.at / startOfDay(1)) })
  }

  /** Removes an order with all that hangs on it. */
  remove(orderId: number): void {
    for (const { salesreasonid } of this.reasonsOf(orderId)) {
      this.transaction.delete(salesOrderHeaderSalesReason, [orderId, salesreasonid ?? null])
    }
    for (const { salesorderdetailid } of this.linesOf(orderId)) {
      this.transaction.delete(salesOrderDetail, [salesorderdetailid ?? null])
    }
    this.transaction.delete(salesOrderHeader, [orderId])
  }

  linesOf(orderId: number): Row[] {
    return this.database.all(salesOrderDetail).filter((line) => line.salesorderid === orderId)
  }

  private reasonsOf(orderId: number): Row[] {
    return this.database.all(salesOrderHeaderSalesReason).filter((reason) => reason.salesorderid === orderId)
  }
}

/** What an order comes to. */
function amountsOf(header: Row, lines: readonly Row[]): Row {
  const rates = header.onlineorderflag === 'true' ? onlineRates : storeRates
  const subtotal = lines.reduce((sum, line) => sum + lineTotal(line), 0n)
  const taxamt = share(subtotal, rates.tax)
  const freight = share(subtotal, rates.freight)
  return { subtotal, taxamt, freight, totaldue: subtotal + taxamt + freight }
}

function lineTotal(line: Row): bigint {
  const full = BigInt(line.orderqty ?? 0) * BigInt(line.unitprice ?? 0)
  return share(full, TEN_THOUSAND - BigInt(line.unitpricediscount ?? 0))
}

/** Ten-thousandths of an amount, rounded half up. */
function share(amount: bigint, tenThousandths: bigint): bigint {
  return (amount * tenThousandths + TEN_THOUSAND / 2n) / TEN_THOUSAND
}
