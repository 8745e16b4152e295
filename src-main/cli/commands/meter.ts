// Not the whole room: checking a file needs none of the storage libraries.
import { verifyReport } from '../../meter/report-check'
import { DatomspaceError } from '../../error'
import type { MeterFilter, ReceiptRow, ReportVerdict } from '../../space/shapes'
import type { Connection } from '../connection'
import { EXIT } from '../exit'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { clipped, printable, table } from '../text'
import { bytesOf, writePrivately, type Largest } from '../whole-file'

const LARGEST: Largest = { bytes: 64_000_000, of: 'usage report' }

const PAGE = 500

/** `datomspace receipts SHARE`: who signed for which use, newest first. */
export async function receipts(
  connection: Connection,
  output: Output,
  wanted: string,
  options: { person?: string; limit: number }
): Promise<void> {
  const shares = await connection.call('shares.list', {})
  const { id: shareId } = lookup(shares, wanted, row => row.label, 'share')
  const rows: ReceiptRow[] = []
  for (let total = Infinity; rows.length < Math.min(options.limit, total);) {
    const last = rows.at(-1)
    const page = await connection.call('receipts.list', {
      shareId,
      ...(options.person !== undefined && { did: options.person }),
      ...(last && { before: last.place }),
      limit: Math.min(PAGE, options.limit - rows.length)
    })
    rows.push(...page.rows)
    total = page.rows.length === 0 ? 0 : page.total
  }
  if (output.mode === 'json') {
    for (const row of rows) await output.value(row, () => '')
    return
  }
  if (rows.length === 0) return output.note('Nobody has signed for a use of this share yet')
  const lines = rows.map(row => [
    String(row.number),
    row.at.slice(0, 19).replace('T', ' '),
    clipped(printable(row.name || row.did), 40),
    printable(row.action),
    String(row.datoms),
    row.missing ? `${row.state} (${row.missing} missing)` : row.state,
    row.counterSigned ? 'yes' : 'no',
    printable([row.purpose, row.country].filter(Boolean).join(' '))
  ])
  const head = [
    'NUMBER',
    'TIME (UTC)',
    'PERSON',
    'ACTION',
    'DATOMS',
    'STATE',
    'SIGNED FOR',
    'PURPOSE'
  ]
  await output.value(rows, () => table([head, ...lines]))
}

export interface ReportOptions {
  format: 'json' | 'csv' | 'html'
  output?: string
  share?: string
  person?: string
  from?: string
  to?: string
  purpose?: string
}

/** `datomspace report`: a signed usage report; to stdout unless a file is named. */
export async function report(
  connection: Connection,
  output: Output,
  options: ReportOptions
): Promise<void> {
  const { format, share, person, from, to, purpose, output: path } = options
  const filter: MeterFilter = {
    ...(person !== undefined && { did: person }),
    ...(purpose !== undefined && { purpose }),
    ...(from !== undefined && { from: timeOf(from) }),
    ...(to !== undefined && { to: timeOf(to) })
  }
  if (share !== undefined) {
    const shares = await connection.call('shares.list', {})
    filter.shareId = lookup(shares, share, row => row.label, 'share').id
  }
  const { text, receipts: count } = await connection.call('meter.export', { ...filter, format })
  if (path === undefined || path === '-') return output.raw(text)
  await writePrivately(path, text)
  await output.value({ file: path, receipts: count }, () => `${count} receipts written`)
}

/** `datomspace report --verify FILE|-`: offline and without a space. 5 when it does not hold. */
export async function verifyReportFile(
  output: Output,
  path: string,
  rest: () => Promise<string>
): Promise<number> {
  const verdict = verifyReport(
    path === '-' ? await rest() : (await bytesOf(path, LARGEST)).toString()
  )
  await output.value(verdict, describeReport)
  return verdict.valid ? EXIT.ok : EXIT.refused
}

/** For people: the answer, and each check. */
export function describeReport(verdict: ReportVerdict): string {
  const { valid, owner, created, uses, receipts: count, people, faulty, checks } = verdict
  const facts = [
    ['  owner', printable(owner ?? 'unknown')],
    ['  made', printable(created ?? '–')],
    ['  uses', String(uses)],
    ['  receipts', `${count}${faulty > 0 ? `, ${faulty} of them not in order` : ''}`],
    ['  people', String(people)]
  ]
  const lines = checks.map(
    ({ ok, name, message }) => `  ${ok ? 'ok  ' : 'FAIL'} ${name}: ${printable(message)}`
  )
  const head = `${valid ? 'Valid' : 'NOT VALID'}: usage report`
  return [head, table(facts), 'Checks:', ...lines].join('\n')
}

function timeOf(text: string): string {
  const at = Date.parse(text)
  if (Number.isFinite(at)) return new Date(at).toISOString()
  throw new DatomspaceError('INVALID_ARGUMENT', `"${text}" is no date: write 2027-01-31`)
}
