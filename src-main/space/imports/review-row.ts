import { saysNothing } from '../../contacts/inspect'
import type { ReadEvent } from '../../contacts'
import type { Card } from '../../contacts/card'
import { canonicalText } from '../../datom/canonical'
import { mintDatom } from '../../datom/datom'
import { rowOf as shownOf, type RowFacts } from '../contacts/row'
import { fold } from '../contacts/text'
import type { MatchDegree, ReviewAction, ReviewKind, ReviewRow } from '../shapes'
import { bytesAt, type Arena, type Place } from './arena'
import { recordHash } from './hash'

/** One record of an import, as the worker keeps it. */
export interface Row {
  file: number
  line: number
  kind: ReviewKind
  action: ReviewAction
  /** As the list will show it. */
  shown: RowFacts
  /** Its Card as canonical text; undefined for a problem. */
  json: Place | undefined
  blobs: string[]
  /** By which the same record is known again. */
  hash: string
  target: string | undefined
  degree: MatchDegree | undefined
  reasons: string[] | undefined
  problem: ReviewRow['problem']
  /** What of the record was read by guess or not understood. */
  warnings: ReviewRow['warnings']
}

/** A record that is wrong all over needs no longer list. */
const MOST_WARNINGS = 20
const RAW_LENGTH = 100_000

/** Of no contact in particular: rows are made of what is in a card. */
const BLANK = mintDatom({ content: { '@type': 'Card', version: '1.0', uid: '' } }, 0)
export const NOTHING_SHOWN = shownOf('', BLANK)

/** The row of a record or a problem; an empty card is a problem. */
export function reviewRow(file: number, event: ReadEvent, arena: Arena): Row {
  if (event.type === 'problem') return problemRow(file, event)
  const { card, line } = event
  if (saysNothing(card)) {
    const { message } = event.warnings?.find(each => each.reason === 'card-empty') ?? EMPTY
    return problemRow(file, { line, reason: 'card-empty', message, raw: event.raw })
  }
  const json = arena.add(canonicalText(card))
  return {
    file,
    line,
    kind: 'new',
    action: 'create',
    shown: shownOf('', { ...BLANK, content: card }),
    json,
    blobs: event.blobs.length === 0 ? NO_BLOBS : event.blobs.map(blob => blob.hash),
    hash: recordHash(bytesAt(json)),
    target: undefined,
    degree: undefined,
    reasons: undefined,
    problem: undefined,
    warnings: event.warnings?.slice(0, MOST_WARNINGS)
  }
}

const EMPTY = { message: 'There is nothing in this card' }
const NO_BLOBS: string[] = []

function problemRow(
  file: number,
  { line, reason, message, raw }: { line: number; reason: string; message: string; raw: string }
): Row {
  return {
    file,
    line,
    kind: 'problem',
    action: 'skip',
    shown: NOTHING_SHOWN,
    json: undefined,
    blobs: NO_BLOBS,
    hash: '',
    target: undefined,
    degree: undefined,
    reasons: undefined,
    problem: { reason, message, raw: raw.slice(0, RAW_LENGTH) },
    warnings: undefined
  }
}

export function cardOf({ json }: Row): Card | undefined {
  return json && (JSON.parse(json.chunk.toString('utf8', json.start, json.end)) as Card)
}

export function possible(row: Row, action: ReviewAction): boolean {
  if (row.kind === 'problem') return action === 'skip'
  return row.target !== undefined || action === 'create' || action === 'skip'
}

/** Folded text of all that a search of the review looks at. */
export function searched({ shown, problem }: Row): string {
  return fold([shown.search, problem?.message ?? '', problem?.raw ?? ''].join('\n'))
}
