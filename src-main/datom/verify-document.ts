import z32 from 'z32'
import { isDid, publicKeyOf, verify, type Json, type JsonObject } from '../identity'
import { isDatomId, isTime, LEVELS, type Level } from './datom'
import { CONTEXT, coreKeyOf, DATOM_OWNERSHIP, DIGEST, digestOf, SET_OWNERSHIP } from './ownership'
import { DISPUTE, RETIREMENT } from './record'
import { TRANSFER } from './transfer'
import type { Checks } from './verify-checks'
import type { DocumentKind } from './verify-facts'

const KINDS: Readonly<Record<string, DocumentKind>> = {
  [SET_OWNERSHIP]: 'set',
  [DATOM_OWNERSHIP]: 'datom',
  [TRANSFER]: 'transfer',
  [RETIREMENT]: 'retirement',
  [DISPUTE]: 'dispute'
}

/** A signed document of ours that has been looked at; what did not pass is in the checks. */
export interface Examined {
  kind: DocumentKind
  /** did:key. */
  issuer: string
  /** ISO 8601. */
  at: string
  /** URN of the datom or the set. */
  about: string
  subject: JsonObject
  digest: string
  /** Ownership: what it names. */
  core?: string
  level?: Level
  commitment?: string
  predecessor?: { datom: string; transfer: string }
  /** A transfer's taker. */
  taker?: string
  /** A transfer's credential of the giver. */
  credential?: string
  reason?: string
}

type Test = (value: Json | undefined) => boolean

const text =
  (most: number): Test =>
  value =>
    typeof value === 'string' && value.length <= most
const isUrn: Test = value => typeof value === 'string' && isUuidUrn(value)
const isCount: Test = value => Number.isSafeInteger(value) && (value as number) >= 0
const isDigest: Test = value => typeof value === 'string' && DIGEST.test(value)
const isCore: Test = value => typeof value === 'string' && /^[a-z1-9]{52}$/.test(value)
const isLevel: Test = value => (LEVELS as readonly unknown[]).includes(value)
const isPredecessor: Test = value =>
  isRecord(value) &&
  Object.keys(value).length === 2 &&
  isUrn(value['ds:datom']) &&
  isDigest(value['ds:transfer'])

const ASSET: Record<string, Test> = {
  id: isDid,
  'ds:type': value => value === 'contact',
  'ds:category': text(1_000),
  'ds:level': isLevel,
  'ds:core': isCore,
  'ds:length': isCount,
  'ds:treeHash': value => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
  'ds:writer': isDid
}
const RECORD: Record<string, Test> = { id: isUrn, 'ds:core': isCore, 'ds:reason': text(1_000) }

/** What the subject of each kind has to say, and may say. */
const SUBJECTS: Record<DocumentKind, { has: Record<string, Test>; may?: Record<string, Test> }> = {
  set: { has: { ...ASSET, 'ds:set': isUrn } },
  datom: {
    has: {
      ...ASSET,
      'ds:datom': isUrn,
      'ds:version': value => isCount(value) && value !== 0,
      'ds:commitment': isDigest
    },
    may: { 'ds:predecessor': isPredecessor }
  },
  transfer: {
    has: {
      id: isDid,
      'ds:giver': isDid,
      'ds:datom': isUrn,
      'ds:credential': isDigest,
      'ds:commitment': isDigest
    }
  },
  retirement: { has: RECORD },
  dispute: { has: RECORD }
}

/**
 * Looks at one document: its signatures, its form, whether the right ones signed, whether its core is
 * its owner's. Null when it is not of a form that says anything; the checks then say why.
 */
export function examine(document: JsonObject, checks: Checks): Examined | null {
  const signers = checkSignatures(document, checks)
  const kind = kindOf(document)
  const fault = kind ? formFault(document, kind) : 'It is no statement of ownership'
  if (kind === null || fault !== null) {
    checks.fail('form', 'form', fault ?? '')
    return null
  }
  checks.pass('form', `It is ${WORDS[kind]}, and says all that it has to`)
  const examined = examinedOf(document, kind)
  if (signers) {
    checkOwner(examined, signers, checks)
    if (kind === 'set' || kind === 'datom') checkCore(examined, signers, checks)
  }
  return examined
}

const WORDS: Record<DocumentKind, string> = {
  set: 'an ownership credential of a set',
  datom: 'an ownership credential of a datom',
  transfer: 'a transfer of a datom',
  retirement: 'a retirement of a datom',
  dispute: 'a dispute about a datom'
}

/** The did:key of each proof, or null if one does not hold. Each by itself, to say what was changed. */
function checkSignatures(document: JsonObject, checks: Checks): string[] | null {
  const proofs = [document['proof'] ?? []].flat() as Json[]
  if (proofs.length === 0 || proofs.length > 2) {
    checks.fail('signature', 'proof', 'It is not signed, or by more than it needs')
    return null
  }
  // Each is put into the document alone: a list of proofs among them would hold there, and nowhere else.
  if (proofs.some(Array.isArray)) {
    checks.fail('signature', 'proof', 'A proof is an object, and not a list of proofs')
    return null
  }
  const results = proofs.map(proof =>
    verify({ ...document, proof }, { proofPurpose: 'assertionMethod', issuer: 'any' })
  )
  const failures = results.flatMap(result => (result.verified ? [] : [result]))
  const first = failures[0]
  if (!first) {
    const signers = results.flatMap(result => (result.verified ? result.signers : []))
    checks.pass('signature', `Signed by ${signers.join(' and by ')}`)
    return signers
  }
  const whole = failures.length === proofs.length && first.reason === 'signature'
  checks.fail(
    'signature',
    first.reason,
    whole
      ? 'What it says was changed after it was signed: no signature fits'
      : failures.length < proofs.length
        ? `One of its signatures was changed; the other fits. ${first.message}`
        : first.message
  )
  return null
}

function kindOf(document: JsonObject): DocumentKind | null {
  const types = document['type']
  if (!Array.isArray(types) || types.length !== 2 || types[0] !== 'VerifiableCredential')
    return null
  const type = types[1]
  return typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type]! : null
}

const MEMBERS = ['@context', 'id', 'type', 'issuer', 'validFrom', 'credentialSubject', 'proof']

function formFault(document: JsonObject, kind: DocumentKind): string | null {
  const unknown = Object.keys(document).find(name => !MEMBERS.includes(name))
  if (unknown !== undefined) return notUnderstood(unknown)
  if (!sameJson(document['@context'], CONTEXT)) return wrong('@context')
  if (!isUrn(document['id'])) return wrong('id')
  if (!isDid(document['issuer'])) return wrong('issuer')
  if (!isTime(document['validFrom'])) return wrong('validFrom')
  const subject = document['credentialSubject']
  if (!isRecord(subject)) return wrong('credentialSubject')
  const { has, may = {} } = SUBJECTS[kind]
  for (const [name, test] of Object.entries(has)) {
    if (!test(subject[name])) return wrong(name)
  }
  for (const [name, value] of Object.entries(subject)) {
    if (Object.hasOwn(has, name)) continue
    if (!Object.hasOwn(may, name)) return notUnderstood(name)
    if (!may[name]!(value)) return wrong(name)
  }
  return null
}

function examinedOf(document: JsonObject, kind: DocumentKind): Examined {
  const subject = document['credentialSubject'] as Record<string, string>
  const base = {
    kind,
    issuer: document['issuer'] as string,
    at: document['validFrom'] as string,
    subject,
    digest: digestOf(document)
  }
  switch (kind) {
    case 'set':
    case 'datom': {
      const predecessor = subject['ds:predecessor'] as unknown as JsonObject | undefined
      return {
        ...base,
        about: subject[kind === 'set' ? 'ds:set' : 'ds:datom']!,
        core: subject['ds:core']!,
        level: subject['ds:level'] as Level,
        ...(kind === 'datom' && { commitment: subject['ds:commitment']! }),
        ...(predecessor && {
          predecessor: {
            datom: predecessor['ds:datom'] as string,
            transfer: predecessor['ds:transfer'] as string
          }
        })
      }
    }
    case 'transfer':
      return {
        ...base,
        about: subject['ds:datom']!,
        taker: subject['id']!,
        credential: subject['ds:credential']!,
        commitment: subject['ds:commitment']!
      }
    case 'retirement':
    case 'dispute':
      return {
        ...base,
        about: subject['id']!,
        core: subject['ds:core']!,
        reason: subject['ds:reason']!
      }
  }
}

/** That those have signed whose word it is. */
function checkOwner(examined: Examined, signers: string[], checks: Checks): void {
  const { kind, issuer, subject } = examined
  const named = kind === 'transfer' ? subject['ds:giver'] : subject['id']
  if (kind !== 'retirement' && kind !== 'dispute' && named !== issuer) {
    checks.fail('owner', 'owner', 'Its issuer is somebody else than the owner that it names')
  } else if (!signers.includes(issuer)) {
    checks.fail('owner', 'issuer', `${issuer}, in whose name it speaks, has not signed it`)
  } else if (kind === 'transfer' && !signers.includes(examined.taker!)) {
    checks.fail('owner', 'taker', 'The one who is to take it has not signed: it is only an offer')
  } else if (kind === 'transfer' && examined.taker === issuer) {
    checks.fail('owner', 'owner', 'It hands over from an owner to the same owner')
  } else {
    checks.pass('owner', `${issuer} speaks for itself`)
  }
}

/** That the key which writes the core has signed too, and that the core's name follows from that key. */
function checkCore(examined: Examined, signers: string[], checks: Checks): void {
  const writer = examined.subject['ds:writer'] as string
  if (!signers.includes(writer)) {
    checks.fail('core', 'writer', 'The key that writes the core has not signed it')
  } else if (z32.encode(coreKeyOf(publicKeyOf(writer))) !== examined.core) {
    checks.fail('core', 'core', 'The core is written by another key than the one that signed')
  } else {
    checks.pass('core', 'The core is written by a key that says so itself')
  }
}

function isUuidUrn(value: string): boolean {
  return value.startsWith('urn:uuid:') && isDatomId(value.slice('urn:uuid:'.length))
}

export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function sameJson(a: Json | undefined, b: Json): boolean {
  return a !== undefined && digestOf(a) === digestOf(b)
}

function wrong(name: string): string {
  return `What it says under "${name}" is missing, or is not what stands there`
}

function notUnderstood(name: string): string {
  return `It says something that this version does not understand: ${name.slice(0, 60)}`
}
