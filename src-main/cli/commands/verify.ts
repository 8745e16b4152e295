// Not the whole room: checking a file needs none of the storage libraries.
import { verifyOwnership, type OwnershipVerdict } from '../../datom/verify'
import { isReport, verifyReport } from '../../meter/report-check'
import { verifyTrail } from '../../meter/trail-check'
import { TRAIL_FORMAT } from '../../meter/trail-document'
import { EXIT } from '../exit'
import type { Output } from '../output'
import { clipped, printable, table } from '../text'
import { bytesOf, type Largest } from '../whole-file'
import { describeTrail } from './audit'
import { describeReport } from './meter'

const LARGEST: Largest = { bytes: 16 * 1024 * 1024, of: 'file of ownership' }

/**
 * `datomspace verify FILE|-`: whether a file of ownership proves what it claims, from the file alone.
 *
 * @param rest reads stdin to its end
 * @returns the exit status: 5 when it does not hold
 */
export async function verify(
  output: Output,
  path: string,
  rest: () => Promise<string>
): Promise<number> {
  const source = path === '-' ? await rest() : await bytesOf(path, LARGEST)
  const text = source.toString()
  if (isReport(text)) {
    const report = verifyReport(text)
    await output.value(report, describeReport)
    return report.valid ? EXIT.ok : EXIT.refused
  }
  if (text.slice(0, 200).includes(TRAIL_FORMAT)) {
    const trail = verifyTrail(source)
    await output.value(trail, describeTrail)
    return trail.valid ? EXIT.ok : EXIT.refused
  }
  const verdict = verifyOwnership(source)
  await output.value(verdict, describe)
  return verdict.valid ? EXIT.ok : EXIT.refused
}

const KINDS: Record<OwnershipVerdict['kind'], string> = {
  set: 'ownership of a set',
  datom: 'ownership of a datom',
  title: 'ownership of a datom with its history',
  transfer: 'transfer of a datom',
  retirement: 'retirement of a datom',
  dispute: 'dispute about a datom',
  unknown: 'not a statement of ownership'
}

/** For people: the answer, what it is about, and each check. */
export function describe(verdict: OwnershipVerdict): string {
  const { valid, kind, owner, facts, owners, records, checks } = verdict
  const lines = [`${valid ? 'Valid' : 'NOT VALID'}: ${KINDS[kind]}`]
  const { content, ...plain } = facts
  const rows = Object.entries({ owner, ...plain }).flatMap(([name, value]) =>
    value === undefined || value === ''
      ? []
      : [[`  ${name}`, clipped(printable(String(value)), 100)]]
  )
  if (rows.length > 0) lines.push(table(rows))
  if (owners.length > 1) {
    lines.push('Owners, from the first on:')
    lines.push(table(owners.map(({ did, since }) => [`  ${printable(did)}`, printable(since)])))
  }
  for (const { kind: record, did, reason } of records) {
    if (record === 'transfer') continue
    lines.push(`${record} by ${printable(did)}: ${clipped(printable(reason ?? ''), 200)}`)
  }
  if (content) lines.push(`Shows: ${clipped(printable(JSON.stringify(content)), 500)}`)
  lines.push('Checks:')
  for (const { ok, name, message, document } of checks) {
    const which = document === undefined ? '' : ` of document ${document + 1}`
    lines.push(`  ${ok ? 'ok  ' : 'FAIL'} ${name}${which}: ${printable(message)}`)
  }
  return lines.join('\n')
}
