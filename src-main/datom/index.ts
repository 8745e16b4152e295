/**
 * The asset: datoms, and sets of them in one encrypted Hypercore. Knows how a datom is written, how its
 * versions hang together, which keys its blocks are encrypted with and who owns it; knows nothing of
 * grants, peers or screens. Imports `identity`, `contacts` (types), `error` and the storage libraries.
 * It promises that no secret and no plain text reaches the disk, that equal datoms are equal bytes,
 * that a write is whole slices or nothing, and that whatever a hostile owner puts into a set ends in an
 * error, not in a crash or an endless loop.
 */
export {
  changeDatom,
  decodeDatom,
  decodeValue,
  encodeDatom,
  encodeCanonical,
  EncodedDatom,
  encodeValue,
  idOf,
  isDatomId,
  LEVELS,
  mintDatom,
  newDatomId,
  STATUSES,
  urnOf,
  type Datom,
  type Level,
  type NewDatom,
  type SharedFacts,
  type Status,
  type StoredDatom
} from './datom'
export { EpochRing, type ExportedRing } from './epochs'
export {
  DatomSet,
  type Admission,
  type DatomChange,
  type ListOptions,
  type PutOptions,
  type SetChange
} from './set'
export { decoded, decodeEntries, type Decode } from './decoding'
export { type SetEntry } from './scan'
export { noteWhole, Replay, type ReplayProgress } from './replay'
export { type DatomVersion, type VersionKind } from './version'
export { signManifest, verifyManifest, type ManifestFacts, type Ownership } from './manifest'
export { purgeCore } from './purge'
export {
  commitmentOf,
  coreKeyOf,
  digestOf,
  openingOf,
  placementOf,
  signDatomOwnership,
  signSetOwnership,
  titleOf,
  type Opening,
  type Placement,
  type Predecessor
} from './ownership'
export {
  acceptTransfer,
  handedOver,
  handOverOf,
  isHandedOver,
  isLeftover,
  offerTransfer,
  type TransferFacts
} from './transfer'
export { signDispute, signRetirement, type RecordClaim } from './record'
export { verifyOwnership, type OwnershipVerdict } from './verify'
