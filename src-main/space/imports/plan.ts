import type { Blob, Card } from '../../contacts/card'
import { mintDatom, newDatomId, type SharedFacts } from '../../datom/datom'
import { DatomTemplate } from '../../datom/template'
import { addShown, noShown, type ShownColumns } from '../contacts/columns'
import { labelledRow, ListedDatom, type RowFacts } from '../contacts/row'
import type { ReviewAction, SecurityLevel } from '../shapes'
import { bytesAt } from './arena'
import { cardOf, NOTHING_SHOWN, type Row } from './review-row'

/** What is to be done with one row, in the order of the rows. */
export interface PlanStep {
  row: number
  action: ReviewAction
  /** Undefined for a row that is skipped. */
  card: Card | undefined
  /** Photos, where they are not among `newBlobs`. */
  blobs: Blob[]
  /** Id of a contact of the space, or `row:` and the number of an earlier row. */
  target: string | undefined
  /** By which the same record is known again in a later import. */
  hash: string
}

/** What the contacts to be made are given. */
export interface MakeOptions {
  level?: SecurityLevel
  tags?: string[]
  /** Milliseconds since 1970. */
  now: number
}

/** Contacts that the worker has made, so that main only has to write them. */
export interface MadeContacts extends ShownColumns {
  /** What all of them have beside id and content. */
  facts: SharedFacts
  labels: Pick<RowFacts, 'tags' | 'level' | 'status' | 'changed' | 'version'>
  rows: number[]
  ids: string[]
  hashes: string[]
  /** Encodings, one after the other, and where each ends. */
  bytes: Uint8Array
  ends: number[]
}

export interface Plan {
  /** Carried out before the steps. */
  made: MadeContacts
  steps: PlanStep[]
  /** First row of the next part; equal to the number of rows at the end. */
  next: number
}

/** Part of a plan, filled row by row. */
export class PlanDraft {
  readonly steps: PlanStep[] = []
  private readonly template: DatomTemplate
  private readonly made: MadeContacts
  private readonly taken: Row[] = []
  /** What a search finds all of them by. */
  private readonly labels: string
  private length = 0

  constructor(private readonly options: MakeOptions) {
    const { level, tags = [], now } = options
    const {
      content: _,
      id: _id,
      ...facts
    } = mintDatom({ content: NO_CARD, ...(level && { level }), tags }, now)
    this.template = new DatomTemplate(facts)
    const labelled = labelledRow(NOTHING_SHOWN, { ...facts, id: '' })
    const { level: number, status, changed, version } = labelled
    this.labels = labelled.search
    this.made = {
      facts,
      labels: { tags: labelled.tags, level: number, status, changed, version },
      rows: [],
      ids: [],
      hashes: [],
      bytes: NOTHING,
      ends: [],
      ...noShown()
    }
  }

  get size(): number {
    return this.steps.length + this.taken.length
  }

  /** Makes a contact of the row. False if it cannot be encoded: main says why when it tries. */
  make(number: number, row: Row): boolean {
    const size = this.template.sizeOf(bytesAt(row.json!))
    if (size === undefined) return false
    const { made } = this
    this.taken.push(row)
    made.rows.push(number)
    made.ids.push(newDatomId(this.options.now))
    made.hashes.push(row.hash)
    made.ends.push((this.length += size))
    addShown(made, { ...row.shown, search: row.shown.search + this.labels })
    return true
  }

  step(number: number, row: Row, target: string | undefined, blobs: Blob[]): void {
    const { action, hash } = row
    const card = action === 'skip' ? undefined : cardOf(row)
    this.steps.push({ row: number, action, hash, card, blobs, target })
  }

  finish(next: number): Plan {
    const { made, taken, steps } = this
    // In memory of its own, so that it can be handed over.
    const bytes = Buffer.allocUnsafeSlow(this.length)
    let at = 0
    for (let index = 0; index < taken.length; index++) {
      at = this.template.write(made.ids[index]!, bytesAt(taken[index]!.json!), bytes, at)
    }
    return { made: { ...made, bytes }, steps, next }
  }
}

const NO_CARD: Card = { '@type': 'Card', version: '1.0', uid: '' }
const NOTHING = new Uint8Array(0)

/** A contact that was made. */
export class MadeDatom extends ListedDatom {
  readonly #made: MadeContacts
  readonly #at: number

  /** @param at which of them */
  constructor(made: MadeContacts, at: number) {
    const { bytes, ends } = made
    const start = at === 0 ? 0 : ends[at - 1]!
    const encoding = Buffer.from(bytes.buffer, bytes.byteOffset + start, ends[at]! - start)
    super(made.ids[at]!, made.facts, encoding)
    this.#made = made
    this.#at = at
  }

  row(): RowFacts {
    return rowAt(this.#made, this.#at)
  }
}

function rowAt(made: MadeContacts, at: number): RowFacts {
  const { tags, level, status, changed, version } = made.labels
  return {
    id: made.ids[at]!,
    name: made.names[at]!,
    sortKey: made.sortKeys[at]!,
    org: made.orgs[at]!,
    email: made.emails[at]!,
    tel: made.tels[at]!,
    search: made.searches[at]!,
    photo: made.photos[at]!,
    tags,
    level,
    status,
    changed,
    version
  }
}
