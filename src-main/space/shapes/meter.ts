/** What was used under the shares that this space gave, as screens and the command line see it. */
import type { ReceiptState } from '../../meter/usage'

export type {
  MeterDay,
  MeterFilter,
  MeterOverview,
  MeterRow,
  MeterRowState,
  ReceiptState,
  ReportCheck,
  ReportVerdict
} from '../../meter/usage'

/** A use that its user signed for. */
export interface ReceiptRow {
  /** In the order in which receipts of the share came; from 0. */
  place: number
  /** Number in its log; from 1. */
  number: number
  /** Names the log (one of each device of a person), z-base-32. */
  log: string
  did: string
  /** As the address book knows them; else empty. */
  name: string
  /** An ODRL action such as `display`, or `delete` for a copy that was deleted as agreed. */
  action: string
  /** How many datoms, and which; without ids it was everything shared at that time. */
  datoms: number
  ids: string[]
  /** By the holder's clock, and when it came here. */
  at: string
  received: string
  /** IRI. */
  purpose?: string
  /** In which country (ISO 3166-1 alpha-2), as its user said. */
  country?: string
  state: ReceiptState
  /** For `gap`: how many are missing before it. */
  missing?: number
  /** Whether its holder was given a signature for having sent it. */
  counterSigned: boolean
}

/** The answer to a use. */
export interface UseAnswer {
  /** How many are left after it; null where they are not limited. */
  left: number | null
  /** Number of its receipt. */
  receipt: number
  /** When a look that was opened closes. */
  until?: string
}
