import type { ReceiptAction } from './receipt'
import type {
  MeterDay,
  MeterFilter,
  MeterOverview,
  MeterRow,
  MeterRowState,
  ReceiptState
} from './usage'

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

/** Whether a use is one that is asked about. */
export function isAsked(use: CountedUse, filter: MeterFilter): boolean {
  const { shareId, did, datom, purpose, from, to } = filter
  return (
    (shareId === undefined || use.shareId === shareId) &&
    (did === undefined || use.did === did) &&
    (purpose === undefined || use.purpose === purpose) &&
    (datom === undefined || use.ids === null || use.ids.includes(datom)) &&
    (from === undefined || use.at >= Date.parse(from)) &&
    (to === undefined || use.at <= Date.parse(to))
  )
}

/** Sums by share and person, and by day. */
export function overviewOf(facts: CountedFacts, filter: MeterFilter): MeterOverview {
  const uses = facts.uses.filter(({ action }) => action !== 'delete')
  const asked = uses.filter(use => isAsked(use, filter))
  const served = facts.blocks.filter(part => isServedAsked(part, filter))
  const rows = new Rows(facts)
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

class Rows {
  readonly #facts: CountedFacts
  readonly #rows = new Map<string, MeterRow>()
  readonly #datoms = new Map<string, Set<string>>()

  constructor(facts: CountedFacts) {
    this.#facts = facts
  }

  of({ shareId, did }: { shareId: string; did: string }): MeterRow {
    const key = `${shareId} ${did}`
    const known = this.#rows.get(key)
    if (known) return known
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
    this.#rows.set(key, row)
    this.#datoms.set(key, new Set())
    return row
  }

  addUse(use: CountedUse): void {
    const row = this.of(use)
    const at = new Date(use.at).toISOString()
    row.uses++
    row.byAction[use.action] = (row.byAction[use.action] ?? 0) + 1
    if (use.purpose) row.byPurpose[use.purpose] = (row.byPurpose[use.purpose] ?? 0) + 1
    if (row.firstUse === undefined || at < row.firstUse) row.firstUse = at
    if (row.lastUse === undefined || at > row.lastUse) row.lastUse = at
    const datoms = this.#datoms.get(`${use.shareId} ${use.did}`)!
    for (const id of use.ids ?? []) datoms.add(id)
    row.datoms = datoms.size
  }

  addBlocks({ blocks, bytes, last, ...whose }: CountedBlocks): void {
    const row = this.of(whose)
    row.blocks += blocks
    row.bytes += bytes
    const at = new Date(last).toISOString()
    if (row.lastServed === undefined || at > row.lastServed) row.lastServed = at
  }

  /** Most used first. */
  finished(): MeterRow[] {
    const rows = [...this.#rows.values()]
    for (const row of rows) row.state = this.#stateOf(row)
    return rows.sort((a, b) => b.uses - a.uses || b.blocks - a.blocks || (a.did < b.did ? -1 : 1))
  }

  #stateOf(row: MeterRow): MeterRowState {
    if (Object.values(row.faults).some(times => times > 0)) return 'faulty'
    const share = this.#facts.shares.find(({ id }) => id === row.shareId)
    if (share && share.allowed !== null && share.used > share.allowed) return 'overused'
    const hasUsed = this.#facts.uses.some(
      use => use.shareId === row.shareId && use.did === row.did && use.action !== 'delete'
    )
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

function seriesOf(uses: CountedUse[], served: CountedBlocks[]): MeterDay[] {
  const days = new Map<string, MeterDay>()
  const of = (day: string): MeterDay => {
    let found = days.get(day)
    if (!found) days.set(day, (found = { day, uses: 0, blocks: 0, bytes: 0 }))
    return found
  }
  for (const { at } of uses) of(new Date(at).toISOString().slice(0, 10)).uses++
  for (const { day, blocks, bytes } of served) {
    const found = of(day)
    found.blocks += blocks
    found.bytes += bytes
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

function choicesOf(facts: CountedFacts, uses: CountedUse[]): MeterOverview['choices'] {
  const dids = new Set([...uses, ...facts.blocks, ...facts.people].map(({ did }) => did))
  const ids = new Set([...uses, ...facts.blocks, ...facts.people].map(({ shareId }) => shareId))
  const purposes = new Set(uses.flatMap(({ purpose }) => purpose ?? []))
  dids.delete('')
  return {
    people: [...dids].map(did => ({ did, name: facts.nameOf(did) })),
    shares: facts.shares.filter(({ id }) => ids.has(id)).map(({ id, label }) => ({ id, label })),
    purposes: [...purposes].sort()
  }
}
