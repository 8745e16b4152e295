import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newDatomId, signManifest, verifyManifest } from '../../src-main/datom'
import { readOffer, signOffer } from '../../src-main/grant'
import { overviewOf, signHead } from '../../src-main/meter'
import { signReport } from '../../src-main/meter/report'
import { headFacts } from '../../src-main/meter/trail-document'
import { draftOf, policyOf } from '../../src-main/rights'
import { CREDENTIALS_CONTEXT, deriveKeys, sign, type JsonObject } from '../../src-main/identity'
import * as deeds from '../datom/deeds'
import { verifyElsewhere } from './elsewhere'

describe('a verifier that is not ours', () => {
  const alice = deriveKeys(Buffer.alloc(32, 1))
  const bob = deriveKeys(Buffer.alloc(32, 2))
  const statement = {
    '@context': [CREDENTIALS_CONTEXT],
    id: 'urn:uuid:6b3c1e1e-3d1a-4a6b-9b0f-0c5c4a1f7e11',
    type: ['VerifiableCredential'],
    issuer: alice.did,
    credentialSubject: { id: 'urn:example:contacts', name: '通讯录 😀', ratio: 1e-7 }
  }
  const created = new Date('2026-02-03T04:05:06Z')

  it('accepts what Alice signed', async () => {
    expect(await verifyElsewhere(sign(statement, alice, { created }))).toBe(true)
  })

  it('refuses it once it was changed', async () => {
    const signed = sign(statement, alice, { created })
    expect(await verifyElsewhere({ ...signed, id: 'urn:uuid:other' })).toBe(false)
  })

  it('accepts what Alice and Bob both signed', async () => {
    const both = sign(sign(statement, alice, { created }), bob, { created })
    expect(await verifyElsewhere(both)).toBe(true)
  })

  const key = Buffer.alloc(32, 3)
  const set = { id: newDatomId(created.getTime()), type: 'contact' as const, category: 'c', key }
  const policy = policyOf(draftOf('colleagues', { now: created.getTime() }), {
    kind: 'Agreement',
    uid: 'urn:uuid:1',
    assigner: alice.did,
    assignee: bob.did,
    target: 'urn:uuid:2'
  })
  const facts = {
    ownerName: 'Alice',
    label: 'Friends',
    space: key,
    grant: key,
    set: key,
    count: 2,
    policy
  }
  const now = created.getTime()
  const nothing = { shares: [], people: [], uses: [], blocks: [], nameOf: () => '' }
  const overview = overviewOf(nothing, {})
  const report = { ownerName: 'Alice', filter: {}, overview, shares: [], receipts: [] }
  const documents: Record<string, () => JsonObject> = {
    'the manifest of a set': () =>
      signManifest({ ...set, level: 'personal' }, alice, now) as JsonObject,
    'the offer of a grant': () => signOffer(facts, alice, now) as JsonObject,
    'the offer of a grant that is passed on': () =>
      signOffer({ ...facts, chain: [signOffer(facts, alice, now)] }, bob, now) as JsonObject,
    'the head of an audit trail': () =>
      signHead({ trail: 'ab'.repeat(32), entries: 3, hash: 'cd'.repeat(32) }, alice, now),
    'a usage report': () => signReport(report, alice, now) as unknown as JsonObject
  }

  it.each(Object.keys(documents))('accepts %s, and not once it was changed', async name => {
    const document = documents[name]!()
    expect(await verifyElsewhere(document)).toBe(true)
    const subject = { ...(document['credentialSubject'] as JsonObject), 'ds:count': 99 }
    expect(await verifyElsewhere({ ...document, credentialSubject: subject })).toBe(false)
  })

  it.each(Object.keys(documents))(
    'finds each context of %s by an address that we publish',
    name => {
      const contexts = documents[name]!()['@context'] as string[]
      expect(contexts[0]).toBe(CREDENTIALS_CONTEXT)
      for (const address of contexts.slice(1)) {
        const [, room] = /^https:\/\/w3id\.org\/datomspace\/(\w+)\/1$/.exec(address)!
        const path = join(__dirname, '../../docs', room!, 'context.jsonld')
        const { '@context': terms } = JSON.parse(readFileSync(path, 'utf8'))
        expect(terms['ds']).toBe(`${address}#`)
        const [, type] = documents[name]!()['type'] as string[]
        expect(terms[type!]).toBe(`ds:${type}`)
      }
    }
  )

  it('is not asked for what was signed before that: we still read it', () => {
    const before = (document: JsonObject, terms: string) => {
      const { proof: _, ...rest } = document
      const [, type] = document['type'] as string[]
      const inline = { ds: `https://w3id.org/datomspace/${terms}/1#`, [type!]: `ds:${type}` }
      const signed = { ...rest, '@context': [CREDENTIALS_CONTEXT, inline] }
      return sign(signed, alice, { created }) as unknown as JsonObject
    }
    const manifest = before(documents['the manifest of a set']!(), 'datom')
    expect(verifyManifest(manifest, key)).toMatchObject({ owner: alice.did })
    const offer = before(documents['the offer of a grant']!(), 'grant')
    expect(readOffer(offer, { grant: key })).toMatchObject({ owner: alice.did, count: 2 })
    const head = before(documents['the head of an audit trail']!(), 'audit')
    expect(headFacts(head, alice.did)).toMatchObject({ owner: alice.did, entries: 3 })
  })

  it('accepts credentials of ownership and a transfer, and none of them once it was changed', async () => {
    const owned = deeds.handed(deeds.minted(), deeds.bob)
    expect(owned.documents).toHaveLength(3)
    for (const document of [deeds.setDeed(), ...owned.documents]) {
      expect(await verifyElsewhere(document)).toBe(true)
      const subject = { ...(document['credentialSubject'] as JsonObject), 'ds:level': 'public' }
      expect(await verifyElsewhere({ ...document, credentialSubject: subject })).toBe(false)
    }
  })
})
