/**
 * Giving, holding and ending rights: the key that is copied, the log in which a grant lives, the proof of
 * holding a ticket, and the views that hold only what a grant gives. Imports `identity`, `rights`,
 * `datom`, `contacts` (types) and the storage libraries; it knows nothing of peers, screens or the
 * database of a space. It promises that whoever lacks the secret learns nothing from the bytes, that a
 * proof is worth nothing on another connection, that members of a record that are not named in a grant
 * are not in what is sent, and that whatever a hostile owner writes ends in an error of the closed list.
 */
export {
  readAcknowledgement,
  readWithdrawal,
  signAcknowledgement,
  signWithdrawal,
  type Acknowledgement,
  type AcknowledgementSubject
} from './acknowledgement'
export {
  createGrantSecret,
  formatKey,
  formatLink,
  MAX_KEY_LENGTH,
  parseKey,
  type GrantKey
} from './key-string'
export { blobIdsOf, projectCard } from './field'
export { type Counted, type CountedEntry, type SignedHead } from './counted'
export {
  addEvent,
  eventEntries,
  type DeclaredEvents,
  type EventEntry,
  type EventPhase
} from './declared-event'
export { GrantLog, type EndReason, type GrantEntry, type GrantState } from './log'
export { readOffer, signOffer, type Offer, type OfferFacts } from './offer'
export { lengthOf, newerKey, readPasted, type PastedForm } from './pasted'
export { proveAsking, proveTicket, verifyAsking, verifyTicket, type ProofContext } from './proof'
export { receiptEncryption } from './secret'
export { type GrantStep } from './step'
export { admitToView, isWhole, projectDatom, View, type Choice, type ViewDefinition } from './view'
