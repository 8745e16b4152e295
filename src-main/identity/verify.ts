import { types } from 'node:util'
import { base58 } from '@scure/base'
import { DatomspaceError } from '../error'
import { didOfVerificationMethod, publicKeyOf } from './did'
import { canonicalJson, parseJson, plainJson } from './json'
import type { Json, JsonObject } from './json'
import { verifySignature } from './signature'
import {
  CRYPTOSUITE,
  PROOF_PURPOSES,
  PROOF_TYPE,
  disassemble,
  inputDocument,
  isObject,
  matchingProofs,
  signedBytes
} from './statement'
import type { StatementFault } from './statement-fault'
import type { ProofPurpose } from './statement'

export interface VerifyOptions {
  /** Refuse proofs made for another purpose. */
  proofPurpose?: ProofPurpose
  /** Refuse proofs that had expired by then. Without it `expires` is not looked at. */
  now?: Date
  domain?: string
  challenge?: string
  /**
   * `signer` (default): an `issuer` in the document must be the `did:key` of one who signed it. `any`: the
   * issuer may be an identity that cannot be checked offline; then only `signers` is certain.
   */
  issuer?: 'signer' | 'any'
}

export type Verification =
  | {
      verified: true
      /** Who answers for it: the document's issuer if it is one of the signers, else the first signer. */
      issuer: string
      /** The `did:key` of each proof, in the order of the proofs. */
      signers: string[]
    }
  | {
      verified: false
      /** Who claims to have signed it, unproven; `null` if it does not say. */
      issuer: string | null
      reason: StatementFault
      /** What is wrong, in English. */
      message: string
    }

const MAX_PROOFS = 16
const MAX_ISSUER = 2048
// 64 bytes are at most 88 characters of base58, plus the multibase letter.
const MAX_PROOF_VALUE = 89
// XML Schema dateTimeStamp: a time zone is required.
const DATE_TIME_STAMP = /^-?\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/**
 * Checks every proof of a signed document, offline, in about a millisecond (W3C VC Data Integrity §4.4,
 * §4.5; EdDSA Cryptosuites §3.3.2). Takes the document as an object, or its JSON text or bytes.
 * Never throws, whatever it is given: what is wrong is in `reason` and `message`.
 */
export function verify(document: unknown, options: VerifyOptions = {}): Verification {
  let claimed: string | null = null
  try {
    const json = isSource(document) ? parseJson(document) : plainJson(document)
    claimed = claimedIssuer(json)
    return verifyJson(json, options)
  } catch (error) {
    if (!(error instanceof DatomspaceError) || error.code !== 'STATEMENT_INVALID') throw error
    const reason = error.details['reason'] as StatementFault
    return { verified: false, issuer: claimed, reason, message: error.message }
  }
}

/** As `verify`, for those who cannot go on without: throws `STATEMENT_INVALID` with `details.reason`. */
export function assertVerified(
  document: unknown,
  options: VerifyOptions = {}
): Extract<Verification, { verified: true }> {
  const result = verify(document, options)
  if (result.verified) return result
  throw invalid(result.reason, result.message)
}

function verifyJson(json: Json, options: VerifyOptions): Verification {
  const { unsecured, proofs } = disassemble(json)
  if (proofs.length === 0) throw invalid('proof', 'This statement is not signed')
  if (proofs.length > MAX_PROOFS) throw invalid('proof', `More than ${MAX_PROOFS} proofs`)
  const signers = proofs.map(proof => verifyProof(unsecured, proof, proofs, options))
  const issuer = issuerOf(unsecured)
  if (issuer !== null && signers.includes(issuer)) return { verified: true, issuer, signers }
  if (unsecured['issuer'] !== undefined && options.issuer !== 'any') {
    throw invalid('issuer', `It was signed by ${signers[0]}, not by the issuer that it names`)
  }
  return { verified: true, issuer: signers[0] as string, signers }
}

/** The `did:key` that made this proof. */
function verifyProof(
  unsecured: JsonObject,
  proof: JsonObject,
  proofs: JsonObject[],
  options: VerifyOptions
): string {
  if (proof['type'] !== PROOF_TYPE || proof['cryptosuite'] !== CRYPTOSUITE) {
    throw invalid('cryptosuite', `Only ${PROOF_TYPE} with ${CRYPTOSUITE} can be checked`)
  }
  checkPurpose(proof, options)
  checkDates(proof, options)
  const signer = signerOf(proof)
  const signature = signatureOf(proof)
  const content = withProofContext(unsecured, proof)
  const config = Object.assign(Object.create(null), proof) as JsonObject
  delete config['proofValue']
  const message = signedBytes(inputDocument(content, matchingProofs(proof, proofs)), config)
  if (verifySignature(message, signature, publicKeyOf(signer))) return signer
  throw invalid(
    'signature',
    `The signature does not fit: the content or the proof was changed after ${signer} signed, or somebody else signed`
  )
}

function checkPurpose(proof: JsonObject, options: VerifyOptions): void {
  const purpose = proof['proofPurpose']
  if (!(PROOF_PURPOSES as readonly unknown[]).includes(purpose)) {
    throw invalid('proofPurpose', 'The proof names no purpose that this key may serve')
  }
  if (options.proofPurpose !== undefined && purpose !== options.proofPurpose) {
    throw invalid(
      'proofPurpose',
      `The proof was made for ${String(purpose)}, not ${options.proofPurpose}`
    )
  }
  for (const name of ['domain', 'challenge'] as const) {
    if (options[name] !== undefined && proof[name] !== options[name]) {
      throw invalid(name, `The proof was made for another ${name}`)
    }
  }
}

function checkDates(proof: JsonObject, options: VerifyOptions): void {
  for (const name of ['created', 'expires'] as const) {
    const date = proof[name]
    if (date === undefined) continue
    if (typeof date !== 'string' || !DATE_TIME_STAMP.test(date) || Number.isNaN(Date.parse(date))) {
      throw invalid(name, `"${name}" is no date with time and time zone`)
    }
  }
  const expires = proof['expires']
  if (options.now === undefined || expires === undefined) return
  if (options.now.getTime() > Date.parse(expires as string)) {
    throw invalid('expired', `The proof was valid until ${String(expires).slice(0, 40)}`)
  }
}

function signerOf(proof: JsonObject): string {
  try {
    return didOfVerificationMethod(proof['verificationMethod'] as string)
  } catch (cause) {
    const message = cause instanceof DatomspaceError ? cause.message : 'it is malformed'
    throw invalid('verificationMethod', `The proof names no key that can be checked: ${message}`)
  }
}

function signatureOf(proof: JsonObject): Uint8Array {
  const value = proof['proofValue']
  if (typeof value === 'string' && value[0] === 'z' && value.length <= MAX_PROOF_VALUE) {
    const bytes = decodeBase58(value.slice(1))
    if (bytes?.byteLength === 64) return bytes
  }
  throw invalid('proofValue', 'The proof value is no Ed25519 signature (z and 64 bytes in base58)')
}

function decodeBase58(text: string): Uint8Array | null {
  try {
    return base58.decode(text)
  } catch {
    return null // not base58: the caller says so
  }
}

/** EdDSA Cryptosuites §3.3.2, step 4: contexts may have been added after signing, none changed or removed. */
function withProofContext(unsecured: JsonObject, proof: JsonObject): JsonObject {
  const signed = proof['@context']
  if (signed === undefined) return unsecured
  const present = listOf(unsecured['@context'])
  const starts = listOf(signed).every((context, index) => {
    const other = present[index]
    return other !== undefined && canonicalJson(other) === canonicalJson(context)
  })
  if (!starts) throw invalid('context', 'The @context was changed after signing')
  return Object.assign(Object.create(null), unsecured, { '@context': signed }) as JsonObject
}

function issuerOf(document: JsonObject): string | null {
  const issuer = document['issuer']
  const id = isObject(issuer) ? issuer['id'] : issuer
  return typeof id === 'string' && id.length <= MAX_ISSUER ? id : null
}

function claimedIssuer(json: Json): string | null {
  if (!isObject(json)) return null
  const issuer = issuerOf(json)
  if (issuer !== null) return issuer
  const proof = listOf(json['proof'])[0]
  const method = isObject(proof) ? proof['verificationMethod'] : undefined
  return typeof method === 'string' ? (method.split('#')[0] as string) : null
}

function listOf(value: Json | undefined): Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

function isSource(document: unknown): document is string | Uint8Array {
  // Not instanceof, which a Proxy could answer by throwing.
  return typeof document === 'string' || types.isUint8Array(document)
}

function invalid(reason: StatementFault, message: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', message, { details: { reason } })
}
