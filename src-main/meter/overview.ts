import type { ReceiptAction } from './receipt'
import type {
  MeterDay,
  MeterFilter,
  MeterOverview,
  MeterRow,
  MeterRowState,
  ReceiptState
} from './usage'

const DAY = 24 * 60 * 60 * 1000

/** One receipt, as far as it matters for sums. */
export interface CountedUse {
  shareId: string
  did: string
  action: ReceiptAction
  /** Ids of datoms; null for everything that was shared. */
  ids: string[] | null
  purpose?: string
  /** Milliseconds since 1970. */
  at: number
}

/** What was sent to somebody on a day. */
export interface CountedBlocks {
  shareId: string
  did: string
  day: string
  blocks: number
  bytes: number
  last: number
}

export interface CountedShare {
  id: string
  label: string
  allowed: number | null
  used: number
  left: number | null
}

export interface CountedPerson {
  shareId: string
  did: string
  logs: number
  faults: Partial<Record<Exclude<ReceiptState, 'ok'>, number>>
}

export interface CountedFacts {
  shares: CountedShare[]
  /** All who have a log of receipts under a share. */
  people: CountedPerson[]
  uses: CountedUse[]
  blocks: CountedBlocks[]
  nameOf: (did: string) => string
}

/** Tells of a use whether it is one that is asked about. */
export function askedBy(filter: MeterFilter): (use: CountedUse) => boolean {
  const { shareId, did, datom, purpose } = filter
  const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from)
  const to = filter.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.to)
  return use =>
    (shareId === undefined || use.shareId === shareId) &&
    (did === undefined || use.did === did) &&
    (purpose === undefined || use.purpose === purpose) &&
    (datom === undefined || use.ids === null || use.ids.includes(datom)) &&
    use.at >= from &&
    use.at <= to
}

/** Sums by share and person, and by day. */
export function overviewOf(facts: CountedFacts, filter: MeterFilter): MeterOverview {
  const uses = facts.uses.filter(({ action }) => action !== 'delete')
  const asked = uses.filter(askedBy(filter))
  const served = facts.blocks.filter(part => isServedAsked(part, filter))
  const rows = new Rows(facts, uses)
  for (const person of facts.people) if (isPersonAsked(person, filter)) rows.of(person)
  for (const use of asked) rows.addUse(use)
  for (const part of served) rows.addBlocks(part)
  const list = rows.finished()
  const sum = (of: (row: MeterRow) => number) => list.reduce((total, row) => total + of(row), 0)
  return {
    totals: {
      uses: asked.length,
      receipts: asked.length,
      people: new Set(list.map(({ did }) => did)).size,
      shares: new Set(list.map(({ shareId }) => shareId)).size,
      blocks: sum(({ blocks }) => blocks),
      bytes: sum(({ bytes }) => bytes),
      attention: list.filter(({ state }) => state !== 'ok').length
    },
    rows: list,
    series: seriesOf(asked, served),
    choices: choicesOf(facts, uses)
  }
}

/** A row, and what it is made of. */
interface Part {
  row: MeterRow
  datoms: Set<string>
  /** Of uses, in milliseconds since 1970. */
  first: number
  last: number
}

class Rows {
  readonly #facts: CountedFacts
  readonly #uses: readonly CountedUse[]
  /** By share, by person. */
  readonly #parts = new Map<string, Map<string, Part>>()

  constructor(facts: CountedFacts, uses: readonly CountedUse[]) {
    this.#facts = facts
    this.#uses = uses
  }

  of({ shareId, did }: { shareId: string; did: string }): Part {
    let people = this.#parts.get(shareId)
    if (!people) this.#parts.set(shareId, (people = new Map()))
    let part = people.get(did)
    if (!part) people.set(did, (part = this.#empty(shareId, did)))
    return part
  }

  addUse({ shareId, did, action, purpose, ids, at }: CountedUse): void {
    const part = this.of({ shareId, did })
    const { row, datoms } = part
    row.uses++
    row.byAction[action] = (row.byAction[action] ?? 0) + 1
    if (purpose) row.byPurpose[purpose] = (row.byPurpose[purpose] ?? 0) + 1
    if (at < part.first) part.first = at
    if (at > part.last) part.last = at
    if (ids) for (const id of ids) datoms.add(id)
  }

  addBlocks({ blocks, bytes, last, ...whose }: CountedBlocks): void {
    const { row } = this.of(whose)
    row.blocks += blocks
    row.bytes += bytes
    const at = new Date(last).toISOString()
    if (row.lastServed === undefined || at > row.lastServed) row.lastServed = at
  }

  /** Most used first. */
  finished(): MeterRow[] {
    const users = this.#users()
    const rows = [...this.#parts.values()].flatMap(people =>
      [...people.values()].map(({ row, datoms, first, last }) => {
        row.datoms = datoms.size
        if (row.uses > 0) {
          row.firstUse = new Date(first).toISOString()
          row.lastUse = new Date(last).toISOString()
        }
        row.state = this.#stateOf(row, users)
        return row
      })
    )
    return rows.sort((a, b) => b.uses - a.uses || b.blocks - a.blocks || (a.did < b.did ? -1 : 1))
  }

  #empty(shareId: string, did: string): Part {
    const { shares, people, nameOf } = this.#facts
    const share = shares.find(({ id }) => id === shareId)
    const person = people.find(each => each.shareId === shareId && each.did === did)
    const row: MeterRow = {
      shareId,
      label: share?.label ?? '',
      did,
      name: did === '' ? '' : nameOf(did),
      uses: 0,
      byAction: {},
      byPurpose: {},
      datoms: 0,
      allowed: share?.allowed ?? null,
      left: share?.left ?? null,
      blocks: 0,
      bytes: 0,
      logs: person?.logs ?? 0,
      faults: person?.faults ?? {},
      state: 'ok'
    }
    return {
      row,
      datoms: new Set(),
      first: Number.POSITIVE_INFINITY,
      last: Number.NEGATIVE_INFINITY
    }
  }

  /** Who used anything at all, by share. */
  #users(): Map<string, Set<string>> {
    const users = new Map<string, Set<string>>()
    for (const { shareId, did } of this.#uses) {
      const known = users.get(shareId)
      if (known) known.add(did)
      else users.set(shareId, new Set([did]))
    }
    return users
  }

  #stateOf(row: MeterRow, users: Map<string, Set<string>>): MeterRowState {
    if (Object.values(row.faults).some(times => times > 0)) return 'faulty'
    const share = this.#facts.shares.find(({ id }) => id === row.shareId)
    if (share && share.allowed !== null && share.used > share.allowed) return 'overused'
    const hasUsed = users.get(row.shareId)?.has(row.did) ?? false
    return !hasUsed && row.blocks > 0 ? 'no-receipt' : 'ok'
  }
}

/** What was sent is of no datom and no purpose. */
function isServedAsked(part: CountedBlocks, filter: MeterFilter): boolean {
  const { from, to, datom, purpose } = filter
  return (
    datom === undefined &&
    purpose === undefined &&
    isPersonAsked(part, filter) &&
    (from === undefined || part.day >= from.slice(0, 10)) &&
    (to === undefined || part.day <= to.slice(0, 10))
  )
}

function isPersonAsked(whose: { shareId: string; did: string }, filter: MeterFilter): boolean {
  const { shareId, did } = filter
  return (
    (shareId === undefined || whose.shareId === shareId) && (did === undefined || whose.did === did)
  )
}

function seriesOf(asked: CountedUse[], served: CountedBlocks[]): MeterDay[] {
  const days = new Map<string, MeterDay>()
  const of = (day: string): MeterDay => {
    let found = days.get(day)
    if (!found) days.set(day, (found = { day, uses: 0, blocks: 0, bytes: 0 }))
    return found
  }
  const uses = new Map<number, number>()
  for (const { at } of asked) {
    const day = Math.floor(at / DAY)
    uses.set(day, (uses.get(day) ?? 0) + 1)
  }
  for (const [day, times] of uses) of(new Date(day * DAY).toISOString().slice(0, 10)).uses += times
  for (const { day, blocks, bytes } of served) {
    const found = of(day)
    found.blocks += blocks
    found.bytes += bytes
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

function choicesOf(facts: CountedFacts, uses: CountedUse[]): MeterOverview['choices'] {
  const dids = new Set<string>()
  const ids = new Set<string>()
  const purposes = new Set<string>()
  for (const part of [uses, facts.blocks, facts.people]) {
    for (const { did, shareId } of part) {
      dids.add(did)
      ids.add(shareId)
    }
  }
  for (const { purpose } of uses) if (purpose !== undefined) purposes.add(purpose)
  dids.delete('')
  return {
    people: [...dids].map(did => ({ did, name: facts.nameOf(did) })),
    shares: facts.shares.filter(({ id }) => ids.has(id)).map(({ id, label }) => ({ id, label })),
    purposes: [...purposes].sort()
  }
}
