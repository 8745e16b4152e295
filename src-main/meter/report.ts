import { neutralise } from '../contacts/csv/formula'
import { DatomspaceError } from '../error'
import { CREDENTIALS_CONTEXT, sign, type Json, type StatementSigner } from '../identity'
import { parseReceipt } from './receipt'
import { reportPage } from './report-page'
import type { MeterFilter, MeterOverview, ReceiptState } from './usage'

export const REPORT_TYPE = 'UsageReport'
/**
 * Names the JSON-LD context of the report's terms; it is in `docs/meter`. An address rather than the terms
 * themselves, since there is software that compares contexts as texts. Nobody needs to fetch it.
 */
const CONTEXT = [CREDENTIALS_CONTEXT, 'https://w3id.org/datomspace/meter/1']
/** A statement is at most 16 MiB of text. */
const MAX_RECEIPTS = 20_000

export type ReportFormat = 'json' | 'csv' | 'html'

export interface ReportSource {
  ownerName: string
  filter: MeterFilter
  overview: MeterOverview
  shares: {
    id: string
    label: string
    /** Key of the grant core, z-base-32. */
    grant: string
    /** URN. */
    policy: string
  }[]
  /** In the order in which they came: the block as signed (base64), and how it was judged. */
  receipts: { block: string; state: ReceiptState; received: string }[]
}

/** What a report says, without who says so. */
export interface ReportSubject {
  id: string
  'ds:ownerName': string
  'ds:filter': MeterFilter
  'ds:totals': MeterOverview['totals']
  'ds:rows': MeterOverview['rows']
  'ds:series': MeterOverview['series']
  'ds:shares': ReportSource['shares']
  /** State, time of arrival and the signed block in base64url, with blanks between. */
  'ds:receipts': string[]
}

export interface ReportStatement {
  issuer: string
  validFrom: string
  credentialSubject: ReportSubject
}

/**
 * A usage report: a Verifiable Credential by the owner that carries the receipts themselves, so that
 * anybody can check who signed for which use, and that the sums are right. What was served is the owner's
 * own word. `csv` is a table for other programs, and proves nothing. Throws `LIMIT_EXCEEDED` for more
 * than 20,000 receipts.
 */
export function writeReport(
  source: ReportSource,
  format: ReportFormat,
  signer: StatementSigner,
  now: number
): string {
  if (format === 'csv') return csvOf(source)
  const statement = signReport(source, signer, now)
  return format === 'json' ? `${JSON.stringify(statement, null, 2)}\n` : reportPage(statement)
}

export function signReport(
  source: ReportSource,
  signer: StatementSigner,
  now: number
): ReportStatement & { proof: Json } {
  const { ownerName, filter, overview, shares, receipts } = source
  if (receipts.length > MAX_RECEIPTS) {
    throw new DatomspaceError(
      'LIMIT_EXCEEDED',
      `A report holds at most ${MAX_RECEIPTS} receipts: choose a shorter time, one share or one person`,
      { details: { receipts: receipts.length } }
    )
  }
  const created = new Date(now)
  const subject: ReportSubject = {
    id: signer.did,
    'ds:ownerName': ownerName,
    'ds:filter': filter,
    'ds:totals': overview.totals,
    'ds:rows': overview.rows,
    'ds:series': overview.series,
    'ds:shares': shares,
    'ds:receipts': receipts.map(({ block, state, received }) =>
      [state, received, Buffer.from(block, 'base64').toString('base64url')].join(' ')
    )
  }
  const credential = {
    '@context': [...CONTEXT],
    type: ['VerifiableCredential', REPORT_TYPE],
    issuer: signer.did,
    validFrom: created.toISOString(),
    credentialSubject: subject
  }
  // Through text, so that what is written is what will be read, to the order of members.
  const text = JSON.stringify(sign(credential, signer, { created }))
  return JSON.parse(text) as ReportStatement & { proof: Json }
}

const COLUMNS = [
  'number',
  'person',
  'name',
  'share',
  'action',
  'datoms',
  'ids',
  'at',
  'received',
  'purpose',
  'state',
  'log',
  'place'
]

function csvOf({ receipts, shares, overview }: ReportSource): string {
  const names = new Map(overview.rows.map(({ did, name }) => [did, name]))
  const labels = new Map(shares.map(({ grant, label }) => [grant, label]))
  const lines = receipts.flatMap(({ block, state, received }) => {
    const receipt = parseReceipt(Buffer.from(block, 'base64'))?.receipt
    if (!receipt) return []
    const { number, holder, action, subject, at, purpose = '', spatial = '', log, grant } = receipt
    const [datoms, ids] = Array.isArray(subject)
      ? [subject.length, subject.join(' ')]
      : [subject.count, '']
    const time = new Date(at).toISOString()
    const [name, label] = [names.get(holder) ?? '', labels.get(grant) ?? '']
    const use = [number, holder, name, label, action, datoms, ids, time, received, purpose]
    return [[...use, state, log, spatial]]
  })
  return [COLUMNS, ...lines].map(line => `${line.map(cell).join(',')}\r\n`).join('')
}

/** RFC 4180; what a spreadsheet would take for a formula is made a text. */
function cell(value: string | number): string {
  const text = neutralise(String(value))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
