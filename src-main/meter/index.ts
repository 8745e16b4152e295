/**
 * What was done: counts what was served under each grant, and chains what happened to rights into a trail
 * that its owner signs and anybody checks offline. Imports `identity`, `datom`, `error` and the storage
 * libraries; knows nothing of peers' names or screens, and promises that counting costs nothing that
 * anybody notices, that a count never goes down, and that checking is total, whatever it is given. (What
 * readers do with the data is counted by receipts that they sign, which are not here yet.)
 */
export { ServedMeter, type Served, type ServedPart } from './served'
export {
  REGISTRATION_TERMS,
  registrationOf,
  REGISTRATIONS,
  TRAIL_EVENTS,
  type Registration,
  type TrailEvent
} from './trail-event'
export {
  hashOf,
  MAX_FACTS,
  signEntry,
  unrecorded,
  type RecordEvent,
  type SignedEntry,
  type TrailEntry
} from './trail'
export { checkTrail, verifyTrail } from './trail-check'
export type { TrailFault, TrailFaultKind, TrailVerdict } from './trail-verdict'
export { signHead, TRAIL_FORMAT, trailDocument, type TrailHead } from './trail-document'
export {
  MAX_IDS,
  MAX_RECEIPT,
  originHash,
  parseReceipt,
  readReceipt,
  signReceipt,
  type Receipt,
  type ReceiptAction,
  type ReceiptOrigin,
  type SignedReceipt,
  type Use,
  type WholeSet
} from './receipt'
export {
  ReceiptChain,
  tellsUse,
  verifyLog,
  type ChainHead,
  type JudgedReceipt,
  type LogVerdict,
  type ReceiptVerdict
} from './receipt-chain'
export {
  counterSign,
  isCounterSigned,
  type CountedHead,
  type CounterSigned,
  type UseCounts
} from './counter-signature'
export {
  askedBy,
  overviewOf,
  type CountedBlocks,
  type CountedFacts,
  type CountedPerson,
  type CountedShare,
  type CountedUse
} from './overview'
export { writeReport, type ReportFormat, type ReportSource } from './report'
export { isReport, verifyReport } from './report-check'
export type * from './usage'
