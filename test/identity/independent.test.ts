import { describe, expect, it } from 'vitest'
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
