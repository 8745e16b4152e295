import z32 from 'z32'
import { DatomspaceError } from '../error'
import { sign, verify, type StatementSigner } from '../identity'
import { LEVELS, urnOf, type Level } from './datom'
import { CONTEXT, SET_OWNERSHIP as TYPE } from './ownership'

export interface ManifestFacts {
  /** UUID of the set. */
  id: string
  /** Type of the datoms in it. */
  type: 'contact'
  category: string
  level: Level
  /** Key of the set's core. */
  key: Buffer
}

export interface Ownership extends ManifestFacts {
  /** did:key. */
  owner: string
  created: string
}

/**
 * The manifest of a set: a Verifiable Credential 2.0, signed by the owner, that says whose it is. It
 * names no contents and not the set's name, so it can be shown to anybody.
 */
export function signManifest(facts: ManifestFacts, signer: StatementSigner, now: number): object {
  const created = new Date(now)
  const credential = {
    '@context': [...CONTEXT],
    id: urnOf(facts.id),
    type: ['VerifiableCredential', TYPE],
    issuer: signer.did,
    validFrom: created.toISOString(),
    credentialSubject: {
      id: signer.did,
      'ds:set': urnOf(facts.id),
      'ds:type': facts.type,
      'ds:category': facts.category,
      'ds:level': facts.level,
      'ds:core': z32.encode(facts.key)
    }
  }
  return sign(credential, signer, { created })
}

/**
 * What a manifest proves, checked offline: that its issuer signed it and calls the core with `key` his.
 * Throws `STATEMENT_INVALID` with `details.reason`: that of `verify`, or `type`, `owner`, `core`, `form`.
 */
export function verifyManifest(manifest: unknown, key: Buffer): Ownership {
  const result = verify(manifest, { proofPurpose: 'assertionMethod' })
  if (!result.verified) throw invalid(result.reason, result.message)
  const credential = manifest as Record<string, unknown>
  const types = credential['type']
  if (!Array.isArray(types) || !types.includes(TYPE))
    throw invalid('type', 'It is no manifest of a set')
  const subject = credential['credentialSubject'] as Record<string, unknown> | null
  if (subject?.['id'] !== result.issuer) {
    throw invalid('owner', 'It was signed by somebody else than the owner that it names')
  }
  if (subject['ds:core'] !== z32.encode(key)) throw invalid('core', 'It is about another set')
  const id = String(subject['ds:set']).replace(/^urn:uuid:/, '')
  const category = subject['ds:category']
  const level = subject['ds:level'] as Level
  if (subject['ds:type'] !== 'contact' || typeof category !== 'string' || !LEVELS.includes(level)) {
    throw invalid('form', 'It says something that this version does not understand')
  }
  const created = String(credential['validFrom'])
  return { id, type: 'contact', category, level, key, owner: result.issuer, created }
}

function invalid(reason: string, message: string): DatomspaceError {
  return new DatomspaceError(
    'STATEMENT_INVALID',
    `The ownership of this set is not proved: ${message}`,
    {
      details: { reason }
    }
  )
}
