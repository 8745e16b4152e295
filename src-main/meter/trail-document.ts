import {
  CREDENTIALS_CONTEXT,
  isDid,
  sign,
  type JsonObject,
  type StatementSigner
} from '../identity'
import { DatomspaceError } from '../error'

/** Says in an exported file what it is. */
export const TRAIL_FORMAT = 'datomspace audit trail 1'

/** What the owner vouches for: how many links there are, and which is the last. */
export interface TrailHead {
  /** did:key. */
  owner: string
  /** Id of the trail: what its first link follows, hex. */
  trail: string
  entries: number
  /** Hash of the last link, hex; the trail's id where there is none. */
  hash: string
  /** ISO 8601. */
  signed: string
}

const TYPE = 'AuditTrailHead'
/** By its address, as other people's software asks for; `docs/audit/context.jsonld` is what stands there. */
const CONTEXT = [CREDENTIALS_CONTEXT, 'https://w3id.org/datomspace/audit/1']
const HASH = /^[0-9a-f]{64}$/

/**
 * The head as a W3C Verifiable Credential 2.0, so that a stranger checks it with other people's software.
 */
export function signHead(
  head: Pick<TrailHead, 'trail' | 'entries' | 'hash'>,
  signer: StatementSigner,
  now: number
): JsonObject {
  const created = new Date(now)
  const statement = {
    '@context': [...CONTEXT],
    type: ['VerifiableCredential', TYPE],
    issuer: signer.did,
    validFrom: created.toISOString(),
    credentialSubject: {
      id: signer.did,
      'ds:trail': head.trail,
      'ds:entries': head.entries,
      'ds:hash': head.hash
    }
  }
  return sign(statement, signer, { created }) as unknown as JsonObject
}

/** What a verified head says. Throws `STATEMENT_INVALID` for a credential about something else. */
export function headFacts(statement: JsonObject, issuer: string): TrailHead {
  const { type, validFrom, credentialSubject: subject } = statement
  const isHead = Array.isArray(type) && type.includes(TYPE)
  if (isHead && typeof subject === 'object' && subject !== null && !Array.isArray(subject)) {
    const { 'ds:trail': trail, 'ds:entries': entries, 'ds:hash': hash } = subject
    const whole =
      isHash(trail) && isHash(hash) && Number.isSafeInteger(entries) && (entries as number) >= 0
    if (whole && typeof validFrom === 'string' && isDid(issuer)) {
      return {
        owner: issuer,
        trail: trail as string,
        entries: entries as number,
        hash: hash as string,
        signed: validFrom
      }
    }
  }
  throw new DatomspaceError('STATEMENT_INVALID', 'The signed head is not one of an audit trail')
}

/** The exported file in pieces: one link a line, so that a large one is written as it is read. */
export async function* trailDocument(
  head: JsonObject,
  links: AsyncIterable<object>
): AsyncGenerator<string> {
  const { issuer } = head
  yield `{"format":${JSON.stringify(TRAIL_FORMAT)},"owner":${JSON.stringify(issuer)},\n`
  yield `"head":${JSON.stringify(head)},\n"entries":[`
  let between = '\n'
  for await (const link of links) {
    yield between + JSON.stringify(link)
    between = ',\n'
  }
  yield '\n]}\n'
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && HASH.test(value)
}
