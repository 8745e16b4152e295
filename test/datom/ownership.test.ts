import crypto from 'hypercore-crypto'
import { describe, expect, it } from 'vitest'
import {
  acceptTransfer,
  coreKeyOf,
  DatomSet,
  digestOf,
  offerTransfer,
  openingOf,
  signDatomOwnership,
  signDispute,
  signRetirement,
  signSetOwnership,
  titleOf,
  urnOf,
  verifyManifest,
  verifyOwnership
} from '../../src-main/datom'
import { deriveKeys, sign, type JsonObject } from '../../src-main/identity'
import {
  alice,
  bob,
  carol,
  contact,
  handed,
  mallory,
  minted,
  placement,
  revealed,
  salt,
  SET,
  setDeed,
  signedTransfer
} from './deeds'
import { noon } from './room'

const check = (document: object) => verifyOwnership(JSON.stringify(document))
const failing = (document: object) => {
  const { valid, fault, checks } = check(document)
  return { valid, fault, failed: checks.filter(({ ok }) => !ok).map(({ name }) => name) }
}
const title = (owned: { documents: JsonObject[] }) => titleOf(owned.documents)

describe('an ownership credential of a set', () => {
  it('says whose it is, what it is, and how far its core has come', () => {
    const verdict = check(setDeed())
    const { key, length, treeHash } = placement(alice)
    expect(verdict).toMatchObject({
      valid: true,
      kind: 'set',
      owner: alice.did,
      facts: {
        about: urnOf(SET.id),
        type: 'contact',
        category: 'contacts',
        level: 'personal',
        length,
        treeHash: treeHash.toString('hex')
      }
    })
    expect(verdict.checks.every(({ ok }) => ok)).toBe(true)
    expect(verdict.checks.map(({ name }) => name)).toEqual([
      'json',
      'signature',
      'form',
      'owner',
      'core'
    ])
    expect(verifyManifest(setDeed(), key).owner).toBe(alice.did)
  })

  it('names the core that its key writes, as the storage does', () => {
    for (const { publicKey } of [crypto.keyPair(), crypto.keyPair()]) {
      expect(coreKeyOf(publicKey)).toEqual(DatomSet.keyOf(publicKey))
    }
  })

  it('cannot be made by somebody who only read the core', () => {
    // Mallory knows the core's key and its writer's name from a credential that he was shown.
    const hers = placement(alice)
    const his = signSetOwnership(SET, { ...hers, writer: mallory.signer('x') }, mallory, noon)
    expect(failing(his)).toMatchObject({ valid: false, fault: 'core', failed: ['core'] })
    const subject = { ...(his['credentialSubject'] as JsonObject) }
    subject['ds:writer'] = (setDeed()['credentialSubject'] as JsonObject)['ds:writer']!
    const { proof: _proof, ...unsigned }: JsonObject = { ...his, credentialSubject: subject }
    const alone = sign(unsigned, mallory, { created: new Date(noon) })
    expect(failing(alone)).toMatchObject({ valid: false, fault: 'writer', failed: ['core'] })
  })

  it('in the name of somebody who has not signed is refused', () => {
    const impostor = { did: alice.did, sign: (m: Uint8Array) => mallory.sign(m) }
    expect(failing(signSetOwnership(SET, placement(mallory), impostor, noon)).failed).toContain(
      'signature'
    )
    const { proof: _proof, ...unsigned } = setDeed()
    const theirs = sign(unsigned, mallory, { created: new Date(noon) })
    expect(failing(theirs)).toEqual({ valid: false, fault: 'issuer', failed: ['owner', 'core'] })
  })
})

describe('an ownership credential of a datom', () => {
  it('gives nothing away of what the datom holds', () => {
    const { documents, datom } = minted()
    const text = JSON.stringify(documents[0])
    expect(text).not.toContain('Dana')
    expect(text).not.toContain('戴娜')
    expect(text).not.toContain(salt.toString('base64url'))
    const other = signDatomOwnership(datom, Buffer.alloc(32, 6), placement(alice), alice, noon)
    expect(check(other).facts.commitment).not.toBe(check(documents[0]!).facts.commitment)
  })

  it('shows what it holds to who is given the salt, and nothing else in its place', () => {
    const { documents, datom } = minted()
    const shown = check(titleOf(documents, revealed(datom)))
    expect(shown).toMatchObject({ valid: true, kind: 'title', owner: alice.did })
    expect(shown.facts.content).toMatchObject({ content: { name: { full: 'Dana 戴娜' } } })
    const lie = revealed({ ...datom, content: contact('Eve').content })
    expect(failing(titleOf(documents, lie))).toMatchObject({ fault: 'content' })
    const guess = openingOf(datom, Buffer.alloc(32))
    expect(failing(titleOf(documents, guess))).toMatchObject({ fault: 'content' })
  })
})

describe('one flipped byte', () => {
  const chain = handed(minted(), bob)
  const files = {
    'a set': setDeed(),
    'a datom': minted().documents[0]!,
    'a title with two owners that shows its content': titleOf(
      chain.documents,
      revealed(chain.datom)
    )
  }
  for (const [name, document] of Object.entries(files)) {
    it(`anywhere in the file of ${name} is refused, with the check that failed`, () => {
      const bytes = Buffer.from(JSON.stringify(document))
      expect(verifyOwnership(bytes).valid).toBe(true)
      // Each byte of a short file, every third of a long one; other bits at each place.
      const step = bytes.length > 3_000 ? 3 : 1
      for (let at = 0; at < bytes.length; at += step) {
        const changed = Buffer.from(bytes)
        changed[at]! ^= 1 << (at % 8)
        const verdict = verifyOwnership(changed)
        const failed = verdict.checks.filter(({ ok }) => !ok)
        expect([at, verdict.valid, failed.length > 0]).toEqual([at, false, true])
        expect(verdict.fault).toBeDefined()
        expect(failed[0]!.message.length).toBeGreaterThan(10)
      }
    })
  }

  it('in what is said fails every signature, in one signature only that one', () => {
    const text = JSON.stringify(setDeed())
    const said = verifyOwnership(text.replace('"personal"', '"publical"'))
    expect(said.checks.find(({ name }) => name === 'signature')?.message).toContain(
      'no signature fits'
    )
    const [, value] = /"proofValue":"(z\w+)"/.exec(text)!
    const one = verifyOwnership(text.replace(value!, value!.slice(0, -1) + '1'))
    expect(one.checks.find(({ name }) => name === 'signature')?.message).toContain('the other fits')
  })
})

describe('a title', () => {
  it('shows every owner from the first on', () => {
    const owned = handed(handed(minted(), bob), carol)
    const verdict = check(title(owned))
    expect(verdict).toMatchObject({ valid: true, kind: 'title', owner: carol.did })
    expect(verdict.owners.map(({ did }) => did)).toEqual([alice.did, bob.did, carol.did])
    expect(verdict.records.map(({ kind, did, to }) => [kind, did, to])).toEqual([
      ['transfer', alice.did, bob.did],
      ['transfer', bob.did, carol.did]
    ])
    expect(verdict.facts.about).toBe(urnOf(owned.datom.id))
  })

  it('may end with the transfer, while the new owner has no credential yet', () => {
    const owned = minted()
    const transfer = signedTransfer(owned, bob)
    expect(check(titleOf([...owned.documents, transfer]))).toMatchObject({
      valid: true,
      owner: bob.did
    })
  })

  it('is refused with an owner left out, put twice, or in another order', () => {
    const { documents } = handed(handed(minted(), bob), carol)
    const [a, ab, b, bc, c] = documents as [
      JsonObject,
      JsonObject,
      JsonObject,
      JsonObject,
      JsonObject
    ]
    for (const wrong of [
      [a, bc, c],
      [b, bc, c],
      [a, ab, bc, c],
      [a, b, ab, bc, c],
      [a, ab, b, c],
      [c, bc, b, ab, a],
      [a, ab, ab, b],
      [a, a],
      [ab, b],
      [setDeed(), ab, b]
    ]) {
      expect(failing(titleOf(wrong))).toMatchObject({ valid: false, fault: 'chain' })
    }
  })

  it('is refused when the taker never signed, or somebody signed in place of the owner', () => {
    const owned = minted()
    const facts = {
      id: SET.id,
      to: bob.did,
      datom: urnOf(owned.datom.id),
      credential: owned.documents[0]!
    }
    const offer = offerTransfer(facts, alice, noon)
    expect(failing(offer)).toMatchObject({ valid: false, fault: 'taker' })
    expect(failing(titleOf([...owned.documents, offer])).valid).toBe(false)
    const stolen = acceptTransfer(offerTransfer(facts, mallory, noon), bob, noon)
    expect(failing(titleOf([...owned.documents, stolen]))).toMatchObject({ fault: 'chain' })
    const forged = acceptTransfer(offer, { did: bob.did, sign: m => mallory.sign(m) }, noon)
    expect(failing(titleOf([...owned.documents, forged])).failed).toContain('signature')
  })

  it('is refused when a transfer for one datom is put behind another', () => {
    const one = minted()
    const other = minted(alice, contact('Eve'))
    const transfer = signedTransfer(one, bob)
    expect(failing(titleOf([...other.documents, transfer]))).toMatchObject({ fault: 'chain' })
  })

  it('shows disputes of anybody, and retirements of the owner only', () => {
    const owned = minted()
    const claim = { datom: urnOf(owned.datom.id), core: String(core(owned)), reason: '地址有误' }
    const dispute = signDispute(claim, bob, noon)
    const retirement = signRetirement(claim, alice, noon)
    const verdict = check(titleOf([...owned.documents, dispute, retirement]))
    expect(verdict).toMatchObject({ valid: true, owner: alice.did })
    expect(verdict.records.map(({ kind, did, reason }) => [kind, did, reason])).toEqual([
      ['dispute', bob.did, '地址有误'],
      ['retirement', alice.did, '地址有误']
    ])
    expect(check(dispute)).toMatchObject({ valid: true, kind: 'dispute', owner: '' })
    const theirs = signRetirement(claim, bob, noon)
    expect(failing(titleOf([...owned.documents, theirs]))).toMatchObject({ fault: 'chain' })
    const transfer = signedTransfer(owned, bob)
    expect(failing(titleOf([...owned.documents, retirement, transfer])).valid).toBe(false)
  })

  it('takes no word that nobody signed', () => {
    const whole = title(minted())
    expect(failing({ ...whole, holder: mallory.did })).toMatchObject({ fault: 'form' })
    expect(failing({ ...whole, '@context': [] })).toMatchObject({ fault: 'form' })
    const owned = minted()
    const more = { ...owned.documents[0]!, note: 'paid in full' }
    expect(failing(more).failed).toContain('signature')
    const signedMore = sign({ ...more, proof: undefined }, alice, { created: new Date(noon) })
    expect(failing(signedMore).failed).toContain('form')
  })
})

describe('checking ownership', () => {
  it('says of a retired key ring that it is closed rather than sign with nothing', () => {
    const keys = deriveKeys(Buffer.alloc(32, 4))
    const place = placement(keys)
    keys.close()
    expect(() => signSetOwnership(SET, place, keys, noon)).toThrow(
      expect.objectContaining({ code: 'CLOSED' })
    )
  })

  it('has no proofs in a list among its proofs', () => {
    const deed = setDeed()
    const [first, second] = deed['proof'] as JsonObject[]
    expect(check(deed).valid).toBe(true)
    const nested = { ...deed, proof: [[first, second], second] }
    expect(failing(nested)).toMatchObject({ valid: false, failed: ['signature'] })
  })

  it('names documents by all their bytes', () => {
    const [deed] = minted().documents
    const proofs = deed!['proof'] as JsonObject[]
    expect(digestOf(deed!)).not.toBe(digestOf({ ...deed!, proof: [...proofs].reverse() }))
  })
})

function core(owned: { documents: JsonObject[] }) {
  return (owned.documents[0]!['credentialSubject'] as JsonObject)['ds:core']
}
