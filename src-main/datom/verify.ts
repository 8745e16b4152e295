import { types } from 'node:util'
import { DatomspaceError } from '../error'
import { parseJson, plainJson, type Json, type JsonObject } from '../identity'
import { commitmentOf, CONTEXT, TITLE, type Opening } from './ownership'
import { followChain, type Chain } from './verify-chain'
import { Checks } from './verify-checks'
import { examine, isRecord, sameJson, type Examined } from './verify-document'
import type { OwnershipFacts, OwnershipKind, OwnershipVerdict } from './verify-facts'

export type * from './verify-facts'

/** A chain of so many owners takes a moment; nobody has handed a contact on that often. */
const MOST_DOCUMENTS = 256

/**
 * Says whether a file proves what it claims: an ownership credential of a set or a datom, a title (the
 * same with the chain of its owners), a transfer, a retirement, a dispute. Offline, from the file alone,
 * in a few milliseconds. Takes its text or bytes, or the JSON value.
 *
 * Never throws, whatever it is given: what is wrong is in `checks`, the first of it in `fault`.
 *
 * @example verifyOwnership(await readFile('deed.json', 'utf8')).valid
 */
export function verifyOwnership(source: unknown): OwnershipVerdict {
  const checks = new Checks()
  let document: Json
  try {
    document = isSource(source) ? parseJson(source) : plainJson(source)
  } catch (error) {
    if (!(error instanceof DatomspaceError)) throw error
    const at = placeOf(error.cause)
    checks.fail('json', 'json', at === null ? error.message : `${error.message}, ${at}`)
    return unknown(checks)
  }
  if (!isRecord(document)) {
    checks.fail('json', 'json', 'It is no JSON object')
    return unknown(checks)
  }
  checks.pass('json', 'It is a JSON document')
  return isTitle(document) ? verifyTitle(document, checks) : verifyOne(document, checks)
}

function verifyOne(document: JsonObject, checks: Checks): OwnershipVerdict {
  const examined = examine(document, checks)
  if (!examined) return unknown(checks)
  const { kind, issuer } = examined
  const chain = followChain(
    kind === 'set' || kind === 'datom' || kind === 'transfer' ? [examined] : [],
    checks,
    'alone'
  )
  const records =
    kind === 'retirement' || kind === 'dispute'
      ? followChain([examined], checks, 'alone').records
      : chain.records
  const owner =
    kind === 'transfer' ? examined.taker! : kind === 'set' || kind === 'datom' ? issuer : ''
  return verdict(checks, kind, owner, factsOf(examined), { owners: chain.owners, records })
}

function verifyTitle(document: JsonObject, checks: Checks): OwnershipVerdict {
  const fault = titleFault(document)
  if (fault !== null) {
    checks.fail('form', 'form', fault)
    return unknown(checks)
  }
  const documents = document['verifiableCredential'] as JsonObject[]
  const examined = documents.map((each, index) => {
    checks.document = index
    return examine(each, checks)
  })
  checks.document = undefined
  const sound = examined.filter((each): each is Examined => each !== null)
  if (sound.length < examined.length) return unknown(checks, 'title')
  const chain = followChain(sound, checks, 'whole')
  const last = sound.filter(each => each.kind === 'datom' || each.kind === 'set').at(-1)
  const opening = document['ds:opening'] as Opening | undefined
  if (opening) checkOpening(opening, last, checks)
  const facts = {
    ...(last && factsOf(last)),
    ...(opening && { content: opening['ds:content'] })
  }
  const owner = chain.owners.at(-1)?.did ?? ''
  return verdict(checks, 'title', owner, facts, chain)
}

function checkOpening(opening: Opening, last: Examined | undefined, checks: Checks): void {
  if (last?.commitment === undefined || commitmentOf(opening) !== last.commitment) {
    checks.fail('content', 'content', 'What it shows is not what the owner committed to')
  } else {
    checks.pass('content', 'What it shows is what the owner committed to')
  }
}

function isTitle(document: JsonObject): boolean {
  const types = document['type']
  return Array.isArray(types) && types.includes('VerifiablePresentation')
}

const MEMBERS = ['@context', 'type', 'verifiableCredential', 'ds:opening']

/** Nobody signs what holds the documents together, so it must not be able to say anything. */
function titleFault(document: JsonObject): string | null {
  const unknownName = Object.keys(document).find(name => !MEMBERS.includes(name))
  if (unknownName !== undefined) {
    return `It says something that nobody signed: ${unknownName.slice(0, 60)}`
  }
  if (!sameJson(document['@context'], CONTEXT)) return 'Its @context is another'
  if (!sameJson(document['type'], ['VerifiablePresentation', TITLE])) return 'Its type is another'
  const documents = document['verifiableCredential']
  if (!Array.isArray(documents) || documents.length === 0 || !documents.every(isRecord)) {
    return 'It holds no credentials'
  }
  if (documents.length > MOST_DOCUMENTS) return `It holds more than ${MOST_DOCUMENTS} credentials`
  const opening = document['ds:opening']
  if (opening !== undefined && !isOpening(opening)) return 'What it shows is not of the right form'
  return null
}

function isOpening(value: Json): value is Opening {
  return (
    isRecord(value) &&
    Object.keys(value).length === 2 &&
    typeof value['ds:salt'] === 'string' &&
    isRecord(value['ds:content'])
  )
}

function factsOf({ subject, ...examined }: Examined): OwnershipFacts {
  const { kind, about, at, core, level, commitment, predecessor, taker, reason } = examined
  const asset = kind === 'set' || kind === 'datom'
  return {
    about,
    at,
    ...(asset && {
      type: subject['ds:type'] as string,
      category: subject['ds:category'] as string,
      length: subject['ds:length'] as number,
      treeHash: subject['ds:treeHash'] as string
    }),
    ...(kind === 'datom' && { version: subject['ds:version'] as number }),
    ...(core !== undefined && { core }),
    ...(level !== undefined && { level }),
    ...(commitment !== undefined && { commitment }),
    ...(predecessor && { predecessor: predecessor.datom }),
    ...(taker !== undefined && { giver: examined.issuer, taker }),
    ...(reason !== undefined && { reason })
  }
}

function verdict(
  checks: Checks,
  kind: OwnershipKind,
  owner: string,
  facts: OwnershipFacts,
  { owners, records }: Chain
): OwnershipVerdict {
  const { valid, all, fault } = checks
  return { valid, kind, owner, facts, owners, records, checks: all, ...(fault && { fault }) }
}

function unknown(checks: Checks, kind: OwnershipKind = 'unknown'): OwnershipVerdict {
  return verdict(checks, kind, '', {}, { owners: [], records: [] })
}

function isSource(source: unknown): source is string | Uint8Array {
  return typeof source === 'string' || types.isUint8Array(source)
}

/** Where the engine stopped to understand, which helps to find one byte in many. */
function placeOf(cause: unknown): string | null {
  if (!(cause instanceof SyntaxError)) return null
  return /position (\d+)/.exec(cause.message)?.[0] ?? null
}
