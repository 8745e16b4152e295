import { describe, expect, it } from 'vitest'
import { CREDENTIALS_CONTEXT, deriveKeys, sign, type JsonObject } from '../../src-main/identity'
import * as deeds from '../datom/deeds'

interface Verifier {
  DataIntegrityProof: new (options: object) => object
  createVerifyCryptosuite(): object
  default: {
    verify(document: object, options: object): Promise<{ verified: boolean }>
    purposes: { AssertionProofPurpose: new () => object }
  }
}

// Packages of other people that ship no types and share no code with ours.
const load = (name: string): Promise<Verifier> => import(/* @vite-ignore */ name)

/** A DID document and its key, made from the text of the did:key alone; everything else is off the net. */
async function offlineLoader(url: string) {
  const [did, fragment] = url.split('#') as [string, string | undefined]
  if (!did.startsWith('did:key:z')) throw new Error(`${url} is not to be fetched`)
  const multibase = did.slice('did:key:'.length)
  const method = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: `${did}#${multibase}`,
    type: 'Multikey',
    controller: did,
    publicKeyMultibase: multibase
  }
  const controller = {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [method],
    assertionMethod: [method.id]
  }
  return { documentUrl: url, contextUrl: null, document: fragment ? method : controller }
}

async function verifyElsewhere(document: object): Promise<boolean> {
  const { DataIntegrityProof } = await load('@digitalbazaar/data-integrity')
  const { createVerifyCryptosuite } = await load('@digitalbazaar/eddsa-jcs-2022-cryptosuite')
  const { default: jsigs } = await load('jsonld-signatures')
  const result = await jsigs.verify(document, {
    suite: new DataIntegrityProof({ cryptosuite: createVerifyCryptosuite() }),
    purpose: new jsigs.purposes.AssertionProofPurpose(),
    documentLoader: offlineLoader
  })
  return result.verified
}

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
