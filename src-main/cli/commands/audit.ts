// Not the whole room: checking a file needs none of the storage libraries.
import { verifyTrail } from '../../meter/trail-check'
import { REGISTRATION_TERMS } from '../../meter/trail-event'
import type { TrailVerdict } from '../../meter/trail-verdict'
import type { AuditRow, AuditVerdict, TrailEvent } from '../../space/shapes'
import type { Connection } from '../connection'
import { EXIT } from '../exit'
import type { Output } from '../output'
import { clipped, printable, table } from '../text'
import { bytesOf, writePrivately } from '../whole-file'

export interface AuditOptions {
  event?: TrailEvent
  person?: string
  query?: string
  limit: number
}

const PAGE = 500
const LARGEST = { bytes: 500_000_000, of: 'trail' }

/** `datomspace audit`: what happened, newest first; a table, or JSON lines. */
export async function audit(
  connection: Connection,
  output: Output,
  options: AuditOptions
): Promise<void> {
  const { event, person, query = '', limit } = options
  const filter = { query, ...(event && { event }), ...(person !== undefined && { person }) }
  const rows: AuditRow[] = []
  for (let total = Infinity; rows.length < Math.min(limit, total);) {
    const wanted = Math.min(PAGE, limit - rows.length)
    const page = await connection.call('audit.page', {
      ...filter,
      offset: rows.length,
      limit: wanted
    })
    rows.push(...page.rows)
    total = page.rows.length === 0 ? 0 : page.total
  }
  if (output.mode === 'json') {
    for (const row of rows) await output.value(row, () => '')
    return
  }
  if (rows.length === 0) return output.note('Nothing has happened yet that matches')
  const lines = rows.map(row => [
    String(row.number),
    row.at.slice(0, 19).replace('T', ' '),
    row.event,
    row.registration ? `${row.registration} (${REGISTRATION_TERMS[row.registration]})` : '',
    clipped(printable(row.subjectName || row.subject), 40),
    clipped(printable(row.personName ?? row.person ?? ''), 30)
  ])
  const head = ['NUMBER', 'TIME (UTC)', 'EVENT', 'REGISTRATION', 'ABOUT', 'PERSON']
  await output.value(rows, () => table([head, ...lines]))
}

/** `datomspace audit --verify`: the trail of the space, against what it signed. */
export async function verifyOwn(connection: Connection, output: Output): Promise<number> {
  return tell(await connection.call('audit.verify', {}), output)
}

/** `datomspace audit --verify FILE`: an exported one, offline and without a space; `-` is stdin. */
export async function verifyFile(output: Output, path: string, text?: string): Promise<number> {
  return tell(verifyTrail(text ?? (await bytesOf(path, LARGEST))), output)
}

/** `datomspace audit --export FILE`; `-` is stdout. */
export async function exportTrail(
  connection: Connection,
  output: Output,
  path: string
): Promise<void> {
  const { text, entries } = await connection.call('audit.export', {})
  if (path === '-') return output.raw(text)
  await writePrivately(path, text)
  await output.value({ entries, file: path }, () => `${entries} entries written`)
}

async function tell(verdict: AuditVerdict, output: Output): Promise<number> {
  await output.value(verdict, describeTrail)
  return verdict.valid ? EXIT.ok : EXIT.refused
}

/** A verdict in words and a table. */
export function describeTrail(verdict: TrailVerdict): string {
  const { valid, owner, entries, from, to, signed, faults } = verdict
  const facts = [
    ['owner', owner ?? 'unknown'],
    ['entries', String(entries)],
    ['from', from ?? '–'],
    ['to', to ?? '–'],
    ['signed', signed ?? '–']
  ]
  if (valid) return `The trail is whole: nothing was changed, dropped or moved.\n${table(facts)}`
  const wrong = faults.map(({ message }) => `  ${printable(message)}`)
  return ['The trail is NOT as its owner signed it:', ...wrong, table(facts)].join('\n')
}
