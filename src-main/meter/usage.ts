/**
 * What is the matter with a receipt. `gap`: one or more before it are missing; `fork`: its number was
 * used for another one (a rewritten log, or two devices); `reordered`: it came after a later one;
 * `repeated`: the same one again; `clock`: its time lies before that of the one before; `foreign`: it is
 * of another grant, person or log; `dropped`: it was shown once and is no longer in the holder's log;
 * `invalid`: its signature or its form is wrong; `too-much`: a log of which no more is read, since it, or all
 * logs of the share together, grew beyond what anybody needs.
 */
export type ReceiptState =
  | 'ok'
  | 'gap'
  | 'fork'
  | 'reordered'
  | 'repeated'
  | 'clock'
  | 'foreign'
  | 'dropped'
  | 'invalid'
  | 'too-much'

/** Which uses: all conditions together. */
export interface MeterFilter {
  /** ISO times. */
  from?: string
  to?: string
  did?: string
  /** Id of a datom. */
  datom?: string
  /** IRI. */
  purpose?: string
  shareId?: string
}

/**
 * `no-receipt`: something was served, and the holder's app reports no use (it shows nothing yet, or hides
 * what it does); `faulty`: receipts are missing, forked, taken back or wrong; `overused`: more was used
 * than is allowed, by several devices that did not know of each other.
 */
export type MeterRowState = 'ok' | 'no-receipt' | 'faulty' | 'overused'

/** What one person did under one share. */
export interface MeterRow {
  shareId: string
  label: string
  /** Empty for somebody who was served before they said who they are. */
  did: string
  name: string
  uses: number
  byAction: Record<string, number>
  byPurpose: Record<string, number>
  /** Different datoms that were named in receipts. */
  datoms: number
  firstUse?: string
  lastUse?: string
  /** Of the share, by everybody together; null where its terms do not count. */
  allowed: number | null
  left: number | null
  blocks: number
  bytes: number
  lastServed?: string
  /** Logs of receipts: one of each device. */
  logs: number
  /** Receipts by what is the matter with them; `gap` counts those that are missing. */
  faults: Partial<Record<Exclude<ReceiptState, 'ok'>, number>>
  state: MeterRowState
}

export interface MeterDay {
  /** `YYYY-MM-DD`, UTC. */
  day: string
  uses: number
  blocks: number
  bytes: number
}

export interface MeterOverview {
  totals: {
    uses: number
    receipts: number
    people: number
    shares: number
    blocks: number
    bytes: number
    /** Rows of which something is the matter. */
    attention: number
  }
  rows: MeterRow[]
  /** Days without anything are left out. */
  series: MeterDay[]
  /** What one can filter by: all that occurs, whatever the filter. */
  choices: {
    people: { did: string; name: string }[]
    shares: { id: string; label: string }[]
    purposes: string[]
  }
}

/** `page`: what a page shows is what is signed in it. */
export interface ReportCheck {
  name: 'form' | 'signature' | 'receipts' | 'sums' | 'page'
  ok: boolean
  message: string
}

/** What checking a usage report said. */
export interface ReportVerdict {
  valid: boolean
  /** did:key of whose report it is. */
  owner?: string
  created?: string
  from?: string
  to?: string
  uses: number
  receipts: number
  people: number
  /** Of the receipts in it, how many are not `ok`. */
  faulty: number
  checks: ReportCheck[]
  fault?: string
}
