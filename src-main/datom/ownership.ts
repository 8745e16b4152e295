import { createHash } from 'node:crypto'
import sodium from 'sodium-native'
import z32 from 'z32'
import {
  canonicalJson,
  CREDENTIALS_CONTEXT,
  didOf,
  plainJson,
  sign,
  type Json,
  type JsonObject,
  type KeyPair,
  type StatementSigner
} from '../identity'
import { newDatomId, urnOf, type Datom, type Level } from './datom'
import type { DatomSet } from './set'

/**
 * Names the JSON-LD context of our terms; what it says is in `docs/ownership`. An address rather than the
 * terms themselves, since there is software that compares contexts as texts. Nobody needs to fetch it.
 */
export const OWNERSHIP_CONTEXT = 'https://w3id.org/datomspace/ownership/1'
export const SET_OWNERSHIP = 'DatomSetOwnership'
export const DATOM_OWNERSHIP = 'DatomOwnership'
export const TITLE = 'DatomTitle'

/** Where a datom or a set lies: a core, and how far it had come. */
export interface Placement {
  /** Signs the blocks of the core. */
  writer: KeyPair
  key: Buffer
  /** In blocks. */
  length: number
  /** Hash of the Merkle roots at that length: 32 bytes over what are encrypted blocks. */
  treeHash: Buffer
}

/** By whom it was handed over. */
export interface Predecessor {
  /** URN that the datom had there. */
  datom: string
  /** `digestOf` the transfer. */
  transfer: string
}

/** Where a set of one's own is now. `writer`: the key pair that it was opened with. */
export async function placementOf(
  { key, core }: Pick<DatomSet, 'key' | 'core'>,
  writer: KeyPair
): Promise<Placement> {
  const { length } = core
  return { writer, key, length, treeHash: await core.treeHash(length) }
}

export interface SetFacts {
  /** UUID of the set. */
  id: string
  type: 'contact'
  category: string
  level: Level
}

/**
 * Says whose a set is: a Verifiable Credential 2.0 with two `eddsa-jcs-2022` proofs. The owner signs it,
 * and so does the key that writes the core, whose name follows from that key: nobody can call a core his
 * own that he cannot write. It names no contents and no name. `now`: milliseconds since 1970.
 */
export function signSetOwnership(
  facts: SetFacts,
  placement: Placement,
  signer: StatementSigner,
  now: number
): JsonObject {
  return signBoth(
    credential(SET_OWNERSHIP, signer.did, now, {
      id: signer.did,
      'ds:set': urnOf(facts.id),
      'ds:type': facts.type,
      'ds:category': facts.category,
      'ds:level': facts.level,
      ...placed(placement)
    }),
    signer,
    placement.writer,
    now
  )
}

/**
 * The same of one datom in one version. What it holds is in it as a salted commitment, which says
 * nothing to who has no salt, and which the owner may open (`openingOf`).
 */
export function signDatomOwnership(
  datom: Datom,
  salt: Buffer,
  placement: Placement,
  signer: StatementSigner,
  now: number,
  predecessor?: Predecessor
): JsonObject {
  return signBoth(
    credential(DATOM_OWNERSHIP, signer.did, now, {
      id: signer.did,
      'ds:datom': urnOf(datom.id),
      'ds:type': datom.type,
      'ds:category': datom.category,
      'ds:level': datom.level,
      'ds:version': datom.version,
      'ds:commitment': commitmentOf(openingOf(datom, salt)),
      ...placed(placement),
      ...(predecessor && {
        'ds:predecessor': {
          'ds:datom': predecessor.datom,
          'ds:transfer': predecessor.transfer
        }
      })
    }),
    signer,
    placement.writer,
    now
  )
}

/** What a commitment commits to: shown to those who are to know what the datom holds. */
export interface Opening extends JsonObject {
  /** 32 random bytes, base64url. */
  'ds:salt': string
  /** Id, type, category, level, version, time of making and content: not the owner's tags. */
  'ds:content': JsonObject
}

/** `salt`: 32 bytes that nobody can guess, other ones for each version. */
export function openingOf(datom: Datom, salt: Buffer): Opening {
  const { id, type, category, level, version, created, content } = datom
  const shown = { id, type, category, level, version, created, content }
  return { 'ds:salt': salt.toString('base64url'), 'ds:content': plainJson(shown) as JsonObject }
}

/** SHA-256 over the canonical JSON (RFC 8785) of the opening, as a multihash in base64url. */
export function commitmentOf(opening: Opening): string {
  return digestOf(opening)
}

/** Names a signed document by all its bytes, proofs too: SHA-256 over its canonical JSON. */
export function digestOf(document: Json): string {
  const hash = createHash('sha256').update(canonicalJson(document), 'utf8').digest()
  return `u${Buffer.concat([SHA2_256, hash]).toString('base64url')}`
}

// Multihash of SHA2-256 with 32 bytes; `u` is multibase for base64url without padding.
const SHA2_256 = Uint8Array.of(0x12, 0x20)
export const DIGEST = /^uEi[A-D][A-Za-z0-9_-]{43}$/

/**
 * One file with all that proves who owns a datom: credentials and transfers in their order, then
 * records; a Verifiable Presentation. Without a history it holds one credential.
 */
export function titleOf(documents: JsonObject[], opening?: Opening): JsonObject {
  return {
    '@context': [...CONTEXT],
    type: ['VerifiablePresentation', TITLE],
    verifiableCredential: documents,
    ...(opening && { 'ds:opening': opening })
  }
}

export const CONTEXT: string[] = [CREDENTIALS_CONTEXT, OWNERSHIP_CONTEXT]

/** A credential without proofs, in the form that `verifyOwnership` asks for. */
export function credential(
  type: string,
  issuer: string,
  now: number,
  subject: JsonObject,
  id = newDatomId(now)
): JsonObject {
  return {
    '@context': [...CONTEXT],
    id: urnOf(id),
    type: ['VerifiableCredential', type],
    issuer,
    validFrom: new Date(now).toISOString(),
    credentialSubject: subject
  }
}

/**
 * The key of the core that `publicKey` (32 bytes) writes, as `DatomSet.keyOf` gives it, computed without
 * the storage libraries: BLAKE2b over Hypercore's namespace and its manifest of one signer (version 1).
 */
export function coreKeyOf(publicKey: Uint8Array): Buffer {
  const key = Buffer.alloc(32)
  sodium.crypto_generichash(key, Buffer.concat([MANIFEST_NAMESPACE, ONE_SIGNER, publicKey]))
  return key
}

const MANIFEST_NAMESPACE = Buffer.from(
  'e64b7108eacce47cfc61ac850568f55f8b15b82ec5ed78c4ec597b036e2a1498',
  'hex'
)
// Version 1, no flags, BLAKE2b, a quorum of 1, 1 signer: Ed25519 with the default namespace.
const ONE_SIGNER = Buffer.from(
  '0100000101004144eea531e483d54e0c14f4ca68e0644f355343ff6fcb0f005200e12cd747cb',
  'hex'
)

function placed({ writer, key, length, treeHash }: Placement): JsonObject {
  return {
    'ds:core': z32.encode(key),
    'ds:length': length,
    'ds:treeHash': treeHash.toString('hex'),
    'ds:writer': didOf(writer.publicKey)
  }
}

function signBoth(
  document: JsonObject,
  owner: StatementSigner,
  writer: KeyPair,
  now: number
): JsonObject {
  const created = new Date(now)
  return sign(sign(document, owner, { created }), signerOf(writer), { created }) as JsonObject
}

/** The key pair of a core as one that signs statements. Blocks it signs over 112 bytes, these over 64. */
function signerOf(pair: KeyPair): StatementSigner {
  return {
    did: didOf(pair.publicKey),
    sign(message) {
      const signature = Buffer.alloc(sodium.crypto_sign_BYTES)
      sodium.crypto_sign_detached(signature, message, pair.secretKey)
      return signature
    }
  }
}
