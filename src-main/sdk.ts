/**
 * `require('datomspace')`: what programs get, and nothing else is public. It may import `contract`,
 * `space`, `datom` and `error`; it promises to load without electron and without keytar installed.
 */
import hypercoreCrypto from 'hypercore-crypto'

export { Server } from './contract/served-server'
export { Client } from './contract/served-client'
export type { NewShare, SpaceCalls } from './contract/space-calls'
export { DatomspaceError, ERROR_CODES } from './error'
export { verifyOwnership as verify } from './datom/verify'
export type { OwnershipVerdict } from './datom/verify'
export type { ErrorCode, ErrorDetails } from './error'
export type {
  ClientInfo,
  ClientOptions,
  Codec,
  Core,
  CoreInfo,
  CoreOptions,
  CorestoreClient,
  GetOptions,
  ReadStreamOptions,
  ServerOptions,
  SessionOptions,
  ValueEncoding
} from './space/api'

/** The hashes and signatures of Hypercore, e.g. `crypto.discoveryKey(core.key)`. */
export interface HypercoreCrypto {
  discoveryKey(key: Uint8Array): Buffer
  keyPair(seed?: Uint8Array): { publicKey: Buffer; secretKey: Buffer }
  sign(message: Uint8Array, secretKey: Uint8Array): Buffer
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
  hash(data: Uint8Array | Uint8Array[]): Buffer
  randomBytes(size: number): Buffer
}

export const crypto = hypercoreCrypto as unknown as HypercoreCrypto
