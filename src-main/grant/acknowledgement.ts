import z32 from 'z32'
import { DatomspaceError } from '../error'
import { CREDENTIALS_CONTEXT, isDid, sign, verify, type StatementSigner } from '../identity'
import { isAction, isPurpose, type Action, type DutyAction, type Purpose } from '../rights'

const TYPE = 'DutyAcknowledgement'
const WITHDRAWAL = 'AcknowledgementWithdrawal'
const CONTEXT = [CREDENTIALS_CONTEXT, 'https://w3id.org/datomspace/grant/1']
const ID = /^urn:uuid:[0-9a-f-]{36}$/
const MAX_TEXT = 500
const MAX_USES = 1_000_000

/** A duty that whoever gave a share acknowledges: the owner consented. */
export type AcknowledgedDuty = Extract<DutyAction, 'obtainConsent'>

/** What a statement is about: one share, one holder of it, one question of theirs. */
export interface AcknowledgementSubject {
  /** did:key of the holder. */
  holder: string
  /** Key of the grant core, 32 bytes. */
  grant: Buffer
  /** `uid` of the policy. */
  policy: string
  /** As the holder named what they asked: random, so that no answer fits another question. */
  request: string
  action: Action
  purpose?: Purpose
}

/** Says that a duty which comes before an action is fulfilled, until it is over or withdrawn. */
export interface Acknowledgement extends AcknowledgementSubject {
  /** `urn:uuid:…` */
  id: string
  duty: AcknowledgedDuty
  /** did:key of whoever gave the share. */
  issuer: string
  /** ISO time. */
  created: string
  /** ISO time of the last moment; null for as long as the share lasts. */
  until: string | null
  /** How many uses; null for any number. */
  uses: number | null
}

/**
 * Signs, as a Verifiable Credential 2.0 with `eddsa-jcs-2022`, that the holder of a share has done what its
 * terms demand before an action.
 */
export function signAcknowledgement(
  facts: Omit<Acknowledgement, 'issuer' | 'created'>,
  signer: StatementSigner,
  now: number
): object {
  const created = new Date(now)
  const { id, until, uses, duty, purpose } = facts
  const credential = {
    '@context': [...CONTEXT],
    id,
    type: ['VerifiableCredential', TYPE],
    issuer: signer.did,
    validFrom: created.toISOString(),
    ...(until !== null && { validUntil: until }),
    credentialSubject: {
      id: facts.holder,
      'ds:duty': duty,
      'ds:grant': z32.encode(facts.grant),
      'ds:policyUid': facts.policy,
      'ds:request': facts.request,
      'ds:action': facts.action,
      ...(purpose !== undefined && { 'ds:purpose': purpose }),
      ...(uses !== null && { 'ds:count': uses })
    }
  }
  return sign(credential, signer, { created })
}

/**
 * The acknowledgement in a statement that a hostile space may have sent. Throws `STATEMENT_INVALID` unless
 * whoever gave the share signed it, for this holder, this share and exactly what was asked.
 */
export function readAcknowledgement(
  statement: unknown,
  expected: AcknowledgementSubject & { issuer: string }
): Acknowledgement {
  const { credential, subject } = open(statement, TYPE, expected.issuer)
  const { 'ds:duty': duty, 'ds:count': uses = null } = subject
  if (duty !== 'obtainConsent') throw invalid('it acknowledges something else')
  if (subject['id'] !== expected.holder) throw invalid('it is for somebody else')
  if (subject['ds:grant'] !== z32.encode(expected.grant)) throw invalid('it is about another share')
  if (subject['ds:policyUid'] !== expected.policy) throw invalid('it is about other terms')
  if (subject['ds:request'] !== expected.request) throw invalid('it answers another question')
  const { 'ds:action': action, 'ds:purpose': purpose } = subject
  if (!isAction(action) || action !== expected.action) throw invalid('it is to another action')
  if (purpose !== expected.purpose) throw invalid('it is for another purpose')
  if (purpose !== undefined && !isPurpose(purpose)) throw invalid('its purpose is unknown')
  if (uses !== null && !(Number.isSafeInteger(uses) && within(uses as number, 1, MAX_USES))) {
    throw invalid('its number of uses is none')
  }
  return {
    id: idIn(credential['id']),
    duty,
    issuer: expected.issuer,
    holder: expected.holder,
    grant: expected.grant,
    policy: expected.policy,
    request: expected.request,
    action,
    ...(purpose !== undefined && { purpose }),
    created: timeIn(credential['validFrom']),
    until: credential['validUntil'] === undefined ? null : timeIn(credential['validUntil']),
    uses: uses as number | null
  }
}

/** Signs that an acknowledgement holds no more. */
export function signWithdrawal(
  { id, holder, grant }: Pick<Acknowledgement, 'id' | 'holder' | 'grant'>,
  signer: StatementSigner,
  now: number
): object {
  const created = new Date(now)
  const credential = {
    '@context': [...CONTEXT],
    type: ['VerifiableCredential', WITHDRAWAL],
    issuer: signer.did,
    validFrom: created.toISOString(),
    credentialSubject: {
      id: holder,
      'ds:acknowledgement': id,
      'ds:grant': z32.encode(grant)
    }
  }
  return sign(credential, signer, { created })
}

/** When it was withdrawn, ISO. Throws `STATEMENT_INVALID` unless its issuer withdrew just this one. */
export function readWithdrawal(
  statement: unknown,
  expected: Pick<Acknowledgement, 'id' | 'issuer' | 'holder' | 'grant'>
): string {
  const { credential, subject } = open(statement, WITHDRAWAL, expected.issuer)
  if (subject['id'] !== expected.holder) throw invalid('it is for somebody else')
  if (subject['ds:acknowledgement'] !== expected.id) throw invalid('it withdraws another one')
  if (subject['ds:grant'] !== z32.encode(expected.grant)) throw invalid('it is about another share')
  return timeIn(credential['validFrom'])
}

type Members = Record<string, unknown>

function open(
  statement: unknown,
  type: string,
  issuer: string
): { credential: Members; subject: Members } {
  const result = verify(statement, { proofPurpose: 'assertionMethod' })
  if (!result.verified) throw invalid(result.message)
  const credential = statement as Members
  // Whoever signs anything at all must not be taken for the one who gave the share.
  if (!isDid(issuer) || result.issuer !== issuer || credential['issuer'] !== issuer) {
    throw invalid('it is signed by somebody else')
  }
  const types = credential['type']
  if (!Array.isArray(types) || !types.includes(type)) throw invalid('it says something else')
  const subject = credential['credentialSubject']
  if (typeof subject !== 'object' || subject === null || Array.isArray(subject)) {
    throw invalid('it is about nothing')
  }
  return { credential, subject: subject as Members }
}

function idIn(value: unknown): string {
  if (typeof value === 'string' && ID.test(value)) return value
  throw invalid('it has no name')
}

function timeIn(value: unknown): string {
  const time = typeof value === 'string' && value.length <= MAX_TEXT ? Date.parse(value) : NaN
  if (Number.isFinite(time)) return new Date(time).toISOString()
  throw invalid('a time in it is missing')
}

function within(value: number, least: number, most: number): boolean {
  return value >= least && value <= most
}

function invalid(why: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', `This consent is not valid: ${why}`)
}
