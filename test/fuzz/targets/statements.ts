import {
  signDispute,
  signManifest,
  signRetirement,
  titleOf,
  verifyManifest,
  verifyOwnership
} from '../../../src-main/datom'
import {
  readAcknowledgement,
  readOffer,
  readWithdrawal,
  signAcknowledgement,
  signOffer,
  signWithdrawal
} from '../../../src-main/grant'
import { deriveKeys, sign, verify, type JsonObject } from '../../../src-main/identity'
import { ticketPolicy } from '../../../src-main/rights'
import {
  checkParcel,
  parseAcknowledgement,
  parseParcel
} from '../../../src-main/space/ownership/parcel'
import { alice, bob, handed, minted, placement, revealed, salt, setDeed } from '../../datom/deeds'
import { noon } from '../../datom/room'
import { mutate } from '../bytes'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

const mallory = deriveKeys(Buffer.alloc(32, 9))
const key = Buffer.alloc(32, 8)
const core = placement(alice).key
const offer = signOffer(
  {
    ownerName: 'Alice',
    label: 'Friends',
    space: key,
    grant: key,
    set: core,
    count: 3,
    policy: ticketPolicy({ uid: 'urn:uuid:1', assigner: alice.did, target: 'urn:x:2', until: null })
  },
  alice,
  noon
)
const set = { id: '01900000-0000-7000-8000-000000000001', type: 'contact', key: core } as const
const manifest = signManifest({ ...set, category: 'contacts', level: 'personal' }, alice, noon)
const owned = handed(minted(), bob)
const title = titleOf(owned.documents, revealed(owned.datom)) as JsonObject
const claim = { datom: `urn:uuid:${owned.datom.id}`, core: 'y'.repeat(52), reason: 'x' }
const question = {
  holder: bob.did,
  grant: key,
  policy: 'urn:uuid:1',
  request: '01900000-0000-4000-8000-000000000001',
  action: 'display'
} as const
const consentId = 'urn:uuid:01900000-0000-4000-8000-000000000002'
const consent = signAcknowledgement(
  { ...question, id: consentId, duty: 'obtainConsent', until: null, uses: 3 },
  alice,
  noon
)
const withdrawal = signWithdrawal({ ...question, id: consentId }, alice, noon)
const DOCUMENTS: JsonObject[] = [
  offer as JsonObject,
  consent as JsonObject,
  withdrawal as JsonObject,
  manifest as JsonObject,
  title,
  setDeed(),
  ...owned.documents,
  signDispute(claim, alice, noon),
  signRetirement(claim, bob, noon)
]
const genuine = new Set(DOCUMENTS.map(document => JSON.stringify(document)))
const WORDS = ['"proof":', '"__proto__":{}', '\\ud800', '[[[[', '{"a":', '1e999', '"issuer":']

interface Document {
  value: unknown
  /** Signed anew, by whoever has a key: past the signature, what is said has to hold by itself. */
  resigned: boolean
}

function document(random: Random): Document {
  const kind = random.below(4)
  if (kind === 0) {
    const texts = DOCUMENTS.map(each => Buffer.from(JSON.stringify(each)))
    const bytes = mutate(texts, random, WORDS)
    return { value: random.chance(2) ? bytes : bytes.toString(), resigned: false }
  }
  const value = twist(DOCUMENTS, random)
  if (kind === 1) return { value, resigned: false }
  return { value: resigned(value, random.pick([alice, bob, mallory])), resigned: true }
}

/** The document with its proofs taken off and one by this person put on, as far as it is one. */
function resigned(value: unknown, signer: typeof alice): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { proof: _, ...rest } = value as JsonObject
  try {
    return sign({ ...rest, issuer: signer.did }, signer, { created: new Date(noon) })
  } catch {
    return value // no JSON any more
  }
}

/** The same content in canonical order is the same document. */
function isGenuine(value: unknown): boolean {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString() : value
  const parsed = typeof text === 'string' ? (JSON.parse(text) as unknown) : text
  const normal = JSON.stringify(parsed)
  return genuine.has(normal) || [...genuine].some(each => sorted(each) === sorted(normal))
}

function sorted(text: string): string {
  return JSON.stringify(JSON.parse(text), (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value
  )
}

export const statement = target({
  name: 'statement',
  what: 'signed statements (eddsa-jcs-2022), also signed anew by somebody else',
  input: document,
  run: ({ value, resigned: isNew }) => {
    const result = verify(value)
    if (result.verified && !isNew && !hasGenuineProof(value)) {
      insist(false, 'a statement that was changed after it was signed')
    }
    insist(result.verified || result.message !== '', 'a refusal without a reason')
  }
})

/** Whether all that was signed in it is as it was: what is around the signed part may be anything. */
function hasGenuineProof(value: unknown): boolean {
  if (isGenuine(value)) return true
  const text = value instanceof Uint8Array ? Buffer.from(value).toString() : value
  const parsed = (typeof text === 'string' ? JSON.parse(text) : text) as JsonObject
  const proofs = [parsed['proof']].flat()
  // One of two proofs left out is still a proof; so are contexts that were added at the end.
  return DOCUMENTS.some(each => {
    const theirs = [each['proof'] ?? []].flat().map(proof => sorted(JSON.stringify(proof)))
    const same = proofs.every(proof => theirs.includes(sorted(JSON.stringify(proof))))
    const { proof: _a, '@context': _b, ...ours } = each
    const { proof: _c, '@context': _d, ...others } = parsed
    return same && sorted(JSON.stringify(ours)) === sorted(JSON.stringify(others))
  })
}

export const credential = target({
  name: 'credential',
  what: 'ownership credentials, titles, transfers, disputes, manifests',
  input: document,
  run: ({ value, resigned: isNew }) => {
    const verdict = verifyOwnership(value)
    const failed = verdict.checks.filter(({ ok }) => !ok)
    insist(verdict.valid === (failed.length === 0), 'a verdict that is not that of its checks')
    if (verdict.valid && !isNew) insist(hasGenuineProofs(value), 'a credential that was changed')
    return verifyManifest(value, core)
  }
})

/** A title is held together by nobody's signature: each document in it counts. */
function hasGenuineProofs(value: unknown): boolean {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString() : value
  const parsed = (typeof text === 'string' ? JSON.parse(text) : text) as JsonObject
  const documents = parsed['verifiableCredential']
  const all = Array.isArray(documents) ? documents : [parsed]
  return all.every(each => hasGenuineProof(each))
}

export const offers = target({
  name: 'offer',
  what: 'offers of shares, and the chain of those that were passed on',
  input: random => {
    const made = document(random)
    if (random.chance(3)) {
      const subject = (offer as JsonObject)['credentialSubject'] as JsonObject
      const chained = { ...offer, credentialSubject: { ...subject, 'ds:chain': [made.value] } }
      return { value: resigned(chained, alice), resigned: true }
    }
    return made
  },
  run: ({ value, resigned: isNew }) => {
    const read = readOffer(value, { grant: key, space: key })
    insist(read.owner === read.policy.assigner, 'the terms of somebody else')
    if (!isNew) insist(hasGenuineProof(value), 'an offer that was changed')
  }
})

export const consents = target({
  name: 'consent',
  what: 'consents of the giver of a share, and their withdrawals',
  input: document,
  run: ({ value, resigned: isNew }) => {
    const expected = { ...question, issuer: alice.did }
    const withdrawn = { ...expected, id: consentId }
    const attempts = [
      () => readAcknowledgement(value, expected),
      () => readWithdrawal(value, withdrawn)
    ]
    for (const attempt of attempts) {
      let read: unknown
      try {
        read = attempt()
      } catch (error) {
        if ((error as { code?: string }).code !== 'STATEMENT_INVALID') throw error
        continue
      }
      insist(verify(value).issuer === alice.did, 'a consent of somebody else')
      if (!isNew) insist(hasGenuineProof(value), 'a consent that was changed')
      if (typeof read === 'object') {
        const { uses } = read as { uses: number | null }
        insist(uses === null || uses > 0, 'a consent to no use')
      }
    }
  }
})

const parcel = {
  id: '01900000-0000-7000-8000-0000000000aa',
  transfer: owned.documents[1]!,
  documents: owned.documents.slice(0, 1),
  opening: revealed(minted().datom),
  blobs: [{ hash: '0'.repeat(64), mediaType: 'image/png', data: 'AAAA' }]
}
const acknowledgement = {
  id: parcel.id,
  transfer: parcel.transfer,
  deed: owned.documents[2]!
}
void salt

export const parcels = target({
  name: 'parcel',
  what: 'what changes hands: parcels and acknowledgements',
  input: random => twist([parcel, acknowledgement], random),
  run: body => {
    parseAcknowledgement(body)
    const parsed = parseParcel(body)
    if (!parsed) return
    const contents = checkParcel(parsed, parsed.transfer, { giver: alice.did, taker: bob.did })
    insist(contents.content['@type'] === 'Card', 'something else than a contact')
  }
})
