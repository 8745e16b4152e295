import { createHash } from 'node:crypto'
import { base58 } from '@scure/base'
import { DatomspaceError } from '../error'
import { verificationMethodOf } from './did'
import { canonicalJson, plainJson } from './json'
import type { Json, JsonObject } from './json'

/** Contexts that define the terms of a proof: the one of credentials, and the one for other documents. */
export const CREDENTIALS_CONTEXT = 'https://www.w3.org/ns/credentials/v2'
export const DATA_INTEGRITY_CONTEXT = 'https://w3id.org/security/data-integrity/v2'

export const PROOF_TYPE = 'DataIntegrityProof'
export const CRYPTOSUITE = 'eddsa-jcs-2022'

/** What a key of a `did:key` may be used for (W3C Controlled Identifiers §2.3), key agreement aside. */
export const PROOF_PURPOSES = [
  'assertionMethod',
  'authentication',
  'capabilityInvocation',
  'capabilityDelegation'
] as const
export type ProofPurpose = (typeof PROOF_PURPOSES)[number]

/** A Data Integrity proof as we write it (W3C VC Data Integrity §2.1). */
export interface Proof extends JsonObject {
  type: typeof PROOF_TYPE
  cryptosuite: typeof CRYPTOSUITE
  verificationMethod: string
  proofPurpose: ProofPurpose
  proofValue: string
}

/** Who signs: a `KeyRing`, or anything that signs for a `did:key`. */
export interface StatementSigner {
  readonly did: string
  /** Ed25519, 64 bytes. */
  sign(message: Uint8Array): Uint8Array
}

export interface SignOptions {
  /** When it was signed; written to the second, in UTC. */
  created: Date
  /** Default `assertionMethod`. */
  proofPurpose?: ProofPurpose
  /** After it the proof is no longer valid. */
  expires?: Date
  /** The proof's own id, such as `urn:uuid:…`; needed if another proof is to build on it. */
  id?: string
  /** Ids of proofs already there that this one also signs (a proof chain). */
  previousProof?: string[]
  domain?: string
  challenge?: string
  nonce?: string
}

/**
 * The document with one more `eddsa-jcs-2022` proof (W3C Data Integrity EdDSA Cryptosuites §3.3). Proofs
 * that it has already stay: each signs the same content (a proof set) unless `previousProof` names some.
 * The argument is not changed.
 *
 * Throws `STATEMENT_INVALID`; `details.reason` is `json` (not a JSON object), `proof` (what is there
 * under `proof` is none), or `previousProof` (no such proof).
 *
 * @example sign({ '@context': [CREDENTIALS_CONTEXT], type: ['VerifiableCredential'], issuer: keys.did, … },
 *   keys, { created: new Date() })
 */
export function sign<Document extends object>(
  document: Document,
  signer: StatementSigner,
  options: SignOptions
): Document & { proof: Proof | JsonObject[] } {
  const { unsecured, proofs } = disassemble(plainJson(document))
  const config: JsonObject = {
    type: PROOF_TYPE,
    cryptosuite: CRYPTOSUITE,
    created: dateTimeStamp(options.created),
    verificationMethod: verificationMethodOf(signer.did),
    proofPurpose: options.proofPurpose ?? 'assertionMethod'
  }
  if (options.id !== undefined) config['id'] = options.id
  if (options.expires !== undefined) config['expires'] = dateTimeStamp(options.expires)
  for (const name of ['domain', 'challenge', 'nonce'] as const) {
    if (options[name] !== undefined) config[name] = options[name]
  }
  const previous = options.previousProof ?? []
  if (previous.length > 0) {
    config['previousProof'] = previous.length === 1 ? (previous[0] as string) : previous
  }
  // Through text, because the copy's objects have no prototype and others may want one.
  const context = unsecured['@context']
  if (context !== undefined) config['@context'] = JSON.parse(canonicalJson(context)) as Json
  const message = signedBytes(inputDocument(unsecured, matchingProofs(config, proofs)), config)
  const proof = { ...config, proofValue: `z${base58.encode(signer.sign(message))}` } as Proof
  const present = (document as { proof?: JsonObject | JsonObject[] }).proof
  return { ...document, proof: present === undefined ? proof : [present, proof].flat() }
}

/** A document taken apart: its content without proofs, and its proofs as a list. */
export function disassemble(document: Json): { unsecured: JsonObject; proofs: JsonObject[] } {
  if (!isObject(document)) throw invalid('json', 'A statement is a JSON object')
  const unsecured = Object.assign(Object.create(null), document) as JsonObject
  delete unsecured['proof']
  const proof = document['proof']
  if (proof === undefined) return { unsecured, proofs: [] }
  const proofs = Array.isArray(proof) ? proof : [proof]
  if (!proofs.every(isObject)) throw invalid('proof', 'A proof is an object')
  return { unsecured, proofs: proofs as JsonObject[] }
}

/** The proofs that `proof` builds on, in the order of the document (VC Data Integrity §4.5). */
export function matchingProofs(proof: JsonObject, proofs: JsonObject[]): JsonObject[] {
  const named = proof['previousProof']
  if (named === undefined) return []
  const ids = Array.isArray(named) ? named : [named]
  for (const id of ids) {
    const found = proofs.filter(other => other !== proof && other['id'] === id)
    if (typeof id !== 'string' || found.length !== 1) {
      throw invalid(
        'previousProof',
        'This proof builds on another that is not there, or there twice'
      )
    }
  }
  return proofs.filter(other => ids.includes(other['id'] as string))
}

export function inputDocument(unsecured: JsonObject, matching: JsonObject[]): JsonObject {
  if (matching.length === 0) return unsecured
  return Object.assign(Object.create(null), unsecured, { proof: matching }) as JsonObject
}

/** What gets signed: SHA-256 of the canonical proof configuration, then of the document (§3.3.4). */
export function signedBytes(document: JsonObject, config: JsonObject): Buffer {
  return Buffer.concat([sha256(canonicalJson(config)), sha256(canonicalJson(document))])
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}

function dateTimeStamp(date: Date): string {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'A proof needs a valid date', {
      details: { argument: 'created' }
    })
  }
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

function invalid(reason: string, message: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', message, { details: { reason } })
}
