import { type BatchDetails, type BatchReport, listBatches, showBatch } from '../../runner/batch-reports.ts'
import { formatTable } from '../../util/format-table.ts'
import type { Console } from '../console.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { withInvocation } from '../invocation.ts'
import { openCompiled } from '../open-compiled.ts'
import { type BatchListOptions, type RunCommandOptions, waitSeconds } from '../options.ts'
import { count, grouped } from '../words.ts'

export function batchListCommand(options: BatchListOptions): Promise<ExitCode> {
  return withInvocation('batch list', options, async (invocation) => {
    const { console, root, secrets, json } = invocation
    const { compiled } = openCompiled(invocation)
    const all = await listBatches(compiled, { root, env: secrets.env, waitSeconds: waitSeconds(options) })
    const wanted = all.filter(({ status }) => !options.open || status !== 'closed')
    const batches = options.limit < 0 ? wanted : wanted.slice(0, options.limit)
    if (json) console.out(`${secrets.toJson({ batches })}\n`)
    else if (batches.length > 0) printList(batches, wanted.length - batches.length, console)
    else console.out(all.length === 0 ? 'There are no batches.\n' : 'No batch is open.\n')
    return exitCodes.ok
  })
}

export function batchShowCommand(options: RunCommandOptions, batchId: string): Promise<ExitCode> {
  return withInvocation('batch show', options, async (invocation) => {
    const { console, root, secrets, json } = invocation
    const { compiled } = openCompiled(invocation)
    const batch = await showBatch(compiled, batchId, { root, env: secrets.env, waitSeconds: waitSeconds(options) })
    if (json) console.out(`${secrets.toJson(batch)}\n`)
    else printBatch(batch, console)
    return exitCodes.ok
  })
}

function printList(batches: readonly BatchReport[], more: number, console: Console): void {
  const table = formatTable(
    [
      { title: 'batch' },
      { title: 'source' },
      { title: 'status' },
      { title: 'opened' },
      { title: 'files', align: 'right' },
      { title: 'bytes', align: 'right' },
      { title: 'waits for' },
    ],
    batches.map((batch) => [
      batch.batch_id,
      `${batch.source}.${batch.table}`,
      batch.status,
      batch.opened_at.slice(0, 19),
      grouped(batch.files),
      grouped(batch.bytes),
      batch.held_by === null ? batch.waits_for.join(', ') : `${batch.held_by}, which holds it back`,
    ]),
  )
  console.out(`${table}\n`)
  if (more > 0) console.note(`${count(more, 'older one')} not shown: --limit -1 shows all.`)
}

function printBatch(batch: BatchDetails, console: Console): void {
  const lines = [
    `${batch.batch_id} of ${batch.source}.${batch.table}: ${batch.status}`,
    `opened ${batch.opened_at}${batch.closed_at === null ? '' : `, closed ${batch.closed_at}`}`,
    ...(batch.held_by === null ? [] : [`held back by ${batch.held_by}`]),
    ...(batch.waits_for.length === 0 ? [] : [`waits for ${batch.waits_for.join(', ')}`]),
  ]
  console.out(`${lines.join('\n')}\n`)
  const files = batch.files.map((file) => [file.file_key, grouped(file.size_bytes), file.etag])
  console.out(`\n${formatTable([{ title: 'file' }, { title: 'bytes', align: 'right' }, { title: 'etag' }], files)}\n`)
  if (batch.applied.length === 0) return
  const applied = batch.applied.map((row) => [row.node_id, String(row.rows_written ?? ''), row.applied_at.slice(0, 19)])
  console.out(
    `\n${formatTable([{ title: 'applied by' }, { title: 'rows', align: 'right' }, { title: 'at' }], applied)}\n`,
  )
}
