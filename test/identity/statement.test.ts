import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { base58 } from '@scure/base'
import fc from 'fast-check'
import sodium from 'sodium-native'
import { describe, expect, it } from 'vitest'
import { DatomspaceError } from '../../src-main/error'
import {
  assertVerified,
  CREDENTIALS_CONTEXT,
  deriveKeys,
  didOf,
  sign,
  verify,
  type StatementSigner
} from '../../src-main/identity'
import vectors from './fixtures/eddsa-jcs-2022.json'

const PUBLISHED = join(process.cwd(), '../shared/standards/vc-di-eddsa/TestVectors')

const alice = () => deriveKeys(Buffer.alloc(32, 1))
const bob = () => deriveKeys(Buffer.alloc(32, 2))
const created = new Date('2026-02-03T04:05:06.789Z')

function credential(issuer: string) {
  return {
    '@context': [CREDENTIALS_CONTEXT],
    type: ['VerifiableCredential'],
    issuer,
    credentialSubject: { id: 'urn:example:contacts', name: '通讯录', size: 1200 }
  }
}

function signerOf(seed: Uint8Array): StatementSigner {
  const publicKey = Buffer.alloc(32)
  const secretKey = Buffer.alloc(64)
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed)
  const signature = (message: Uint8Array) => {
    const bytes = Buffer.alloc(64)
    sodium.crypto_sign_detached(bytes, message, secretKey)
    return bytes
  }
  return { did: didOf(publicKey), sign: signature }
}

const reasonOf = (document: unknown, options = {}) => {
  const result = verify(document, options)
  return result.verified ? 'verified' : result.reason
}

describe('a signed statement', () => {
  it('is accepted from its author, as an object, as text and as bytes', () => {
    const keys = alice()
    const signed = sign(credential(keys.did), keys, { created })
    const text = JSON.stringify(signed, null, 2)
    for (const form of [signed, text, Buffer.from(text), JSON.parse(text)]) {
      expect(verify(form)).toEqual({ verified: true, issuer: keys.did, signers: [keys.did] })
    }
    expect(assertVerified(signed).issuer).toBe(keys.did)
    expect(signed.proof).toMatchObject({
      created: '2026-02-03T04:05:06Z',
      type: 'DataIntegrityProof'
    })
  })

  it('leaves the document that was given alone', () => {
    const keys = alice()
    const document = credential(keys.did)
    const before = JSON.stringify(document)
    const signed = sign(document, keys, { created })
    expect(JSON.stringify(document)).toBe(before)
    expect(signed).not.toBe(document)
  })

  it('is refused with any one byte of its text changed, with what is wrong', () => {
    const keys = alice()
    const signed = sign(credential(keys.did), keys, { created })
    const bytes = Buffer.from(JSON.stringify(signed))
    const reasons = new Set<string>()
    for (let index = 0; index < bytes.length; index++) {
      const flipped = Buffer.from(bytes)
      flipped[index] = (flipped[index] as number) ^ 0x01
      const result = verify(flipped)
      expect(result.verified, `byte ${index}`).toBe(false)
      if (!result.verified) {
        expect(result.message.length).toBeGreaterThan(20)
        reasons.add(result.reason)
      }
    }
    expect([...reasons].sort()).toEqual(
      expect.arrayContaining([
        'cryptosuite',
        'json',
        'proof',
        'proofValue',
        'signature',
        'verificationMethod'
      ])
    )
  })

  it('survives any JSON content and refuses any other content under its proof', () => {
    const keys = alice()
    const content = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' })
    fc.assert(
      fc.property(content, content, (subject, other) => {
        const signed = sign({ subject }, keys, { created })
        const same = JSON.stringify(subject) === JSON.stringify(other)
        expect(verify(JSON.stringify(signed)).verified).toBe(true)
        // Equal content in another order of names is the same statement, so only a difference counts.
        if (!same && reasonOf({ ...signed, subject: [other, 1] }) !== 'signature') return false
        return true
      }),
      { numRuns: 60 }
    )
  })

  it('keeps names that a careless copy would lose', () => {
    const keys = alice()
    const document = JSON.parse(
      '{"__proto__":{"admin":true},"constructor":1,"toJSON":"x","proofs":[]}'
    ) as object
    const signed = JSON.stringify(sign(document, keys, { created }))
    expect(verify(signed).verified).toBe(true)
    expect(reasonOf(signed.replace('"admin":true', '"admin":false'))).toBe('signature')
  })

  it('is refused when its issuer is not who signed it', () => {
    const mallory = bob()
    const signed = sign(credential(alice().did), mallory, { created })
    expect(reasonOf(signed)).toBe('issuer')
    expect(verify(signed, { issuer: 'any' })).toEqual({
      verified: true,
      issuer: mallory.did,
      signers: [mallory.did]
    })
    expect(() => assertVerified(signed)).toThrow(DatomspaceError)
  })

  it('is refused when its proof is moved to another document or another key', () => {
    const keys = alice()
    const signed = sign(credential(keys.did), keys, { created })
    const other = sign({ ...credential(keys.did), id: 'urn:example:2' }, keys, { created })
    expect(reasonOf({ ...signed, proof: other.proof })).toBe('signature')
    const stolen = JSON.stringify(signed).replaceAll(keys.did.slice(8), bob().did.slice(8))
    expect(reasonOf(stolen)).toBe('signature')
  })

  it('may get a further context after signing, but none changed, removed or put first', () => {
    const keys = alice()
    const signed = sign(credential(keys.did), keys, { created })
    const more = 'https://example.org/more'
    expect(reasonOf({ ...signed, '@context': [CREDENTIALS_CONTEXT, more] })).toBe('verified')
    expect(reasonOf({ ...signed, '@context': [more, CREDENTIALS_CONTEXT] })).toBe('context')
    expect(reasonOf({ ...signed, '@context': [] })).toBe('context')
    const { '@context': _, ...without } = signed
    expect(reasonOf(without)).toBe('context')
  })

  it('says when it was made for another purpose, domain or challenge, or is too old', () => {
    const keys = alice()
    const signed = sign(credential(keys.did), keys, {
      created,
      proofPurpose: 'authentication',
      domain: 'a.example',
      challenge: '17',
      expires: new Date('2026-03-01T00:00:00Z')
    })
    expect(reasonOf(signed, { domain: 'a.example', challenge: '17' })).toBe('verified')
    expect(reasonOf(signed, { proofPurpose: 'assertionMethod' })).toBe('proofPurpose')
    expect(reasonOf(signed, { domain: 'b.example' })).toBe('domain')
    expect(reasonOf(signed, { challenge: '18' })).toBe('challenge')
    expect(reasonOf(signed, { now: new Date('2026-02-28T00:00:00Z') })).toBe('verified')
    expect(reasonOf(signed, { now: new Date('2026-03-02T00:00:00Z') })).toBe('expired')
  })

  it('drops what JSON would drop, and refuses what JSON cannot hold', () => {
    const keys = alice()
    const signed = sign({ a: 1, b: undefined }, keys, { created })
    expect(verify(JSON.stringify(signed)).verified).toBe(true)
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    for (const value of [
      cycle,
      { a: NaN },
      { a: new Date() },
      { a: [undefined] },
      { a: 1n },
      [],
      { a: '\ud800' }
    ]) {
      expect(() => sign(value, keys, { created })).toThrow(DatomspaceError)
    }
    expect(() => sign({}, keys, { created: new Date(NaN) })).toThrow(/valid date/)
  })
})

describe('several signers', () => {
  it('sign the same content side by side', () => {
    const [first, second] = [alice(), bob()]
    const once = sign(credential(first.did), first, { created })
    const twice = sign(once, second, { created })
    expect(verify(twice)).toEqual({
      verified: true,
      issuer: first.did,
      signers: [first.did, second.did]
    })
    const swapped = { ...twice, proof: [...(twice.proof as object[])].reverse() }
    expect(verify(swapped)).toMatchObject({ verified: true, issuer: first.did })
  })

  it('are all checked: one bad proof spoils the statement', () => {
    const [first, second] = [alice(), bob()]
    const twice = sign(sign(credential(first.did), first, { created }), second, { created })
    const proofs = JSON.parse(JSON.stringify(twice.proof)) as { created: string }[]
    ;(proofs[1] as { created: string }).created = '2026-02-03T04:05:07Z'
    expect(reasonOf({ ...twice, proof: proofs })).toBe('signature')
    expect(reasonOf({ ...twice, proof: [] })).toBe('proof')
  })

  it('can countersign: the later proof falls with the earlier one', () => {
    const [first, second] = [alice(), bob()]
    const once = sign(credential(first.did), first, { created, id: 'urn:uuid:first' })
    const chain = sign(once, second, { created, previousProof: ['urn:uuid:first'] })
    expect(verify(chain).verified).toBe(true)
    const [, later] = chain.proof as unknown as object[]
    expect(reasonOf({ ...chain, proof: later })).toBe('previousProof')
    const again = sign(credential(first.did), first, {
      created: new Date('2026-02-04T00:00:00Z'),
      id: 'urn:uuid:first'
    })
    expect(reasonOf({ ...chain, proof: [again.proof, later] })).toBe('signature')
    expect(() => sign(once, second, { created, previousProof: ['urn:uuid:other'] })).toThrow(
      DatomspaceError
    )
  })
})

describe('hostile statements', () => {
  const hostile: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a function', () => 1],
    ['an empty object', {}],
    ['an array', []],
    ['text that is no JSON', '{'],
    ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe)],
    ['a deep nest', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"proof":{}}`],
    ['many proofs', { proof: Array.from({ length: 1000 }, () => ({})) }],
    ['a huge sparse array', { a: new Array(4_000_000_000), proof: {} }],
    ['a proof that is a string', { proof: 'x' }],
    ['a proof that is null', { proof: null }],
    [
      'a throwing getter',
      {
        get proof() {
          throw new Error('boom')
        }
      }
    ],
    [
      'a proxy that throws at everything',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('boom')
          },
          getPrototypeOf: () => {
            throw new Error('boom')
          },
          ownKeys: () => {
            throw new Error('boom')
          }
        }
      )
    ]
  ]
  it.each(hostile)('are refused, never thrown at the reader: %s', (_, document) => {
    const result = verify(document)
    expect(result.verified).toBe(false)
    if (!result.verified) expect(['json', 'proof', 'cryptosuite']).toContain(result.reason)
  })

  it('are refused with any field of the proof replaced by anything', () => {
    const keys = alice()
    const signed = sign(credential(keys.did), keys, { created })
    const names = Object.keys(signed.proof).filter(name => name !== '@context')
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, value) => {
        if (value === (signed.proof as Record<string, unknown>)[name]) return true
        return !verify({ ...signed, proof: { ...signed.proof, [name]: value } }).verified
      }),
      { numRuns: 300 }
    )
  })

  it('cannot use a signature in its second form or a key that fits every message', () => {
    const keys = alice()
    const signed = sign({ a: 1 }, keys, { created })
    const proof = signed.proof as { proofValue: string }
    // S + L verifies under careless verifiers (RFC 8032 §5.1.7).
    const order = (1n << 252n) + 27742317777372353535851937790883648493n
    const bytes = base58.decode(proof.proofValue.slice(1))
    let s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order
    for (let index = 32; index < 64; index++, s >>= 8n) bytes[index] = Number(s & 0xffn)
    expect(
      reasonOf({ ...signed, proof: { ...proof, proofValue: `z${base58.encode(bytes)}` } })
    ).toBe('signature')

    const neutral = Buffer.alloc(32)
    neutral[0] = 1
    const forged = { did: didOf(neutral), sign: () => Buffer.concat([neutral, Buffer.alloc(32)]) }
    expect(reasonOf(sign({ a: 1 }, forged, { created }))).toBe('signature')
  })
})

describe('statements of other software', () => {
  const signer = signerOf(Buffer.from(vectors.seed, 'hex'))

  it.each(vectors.signed)('verify, and come out the same when we sign: $name', ({ document }) => {
    expect(verify(document)).toEqual({
      verified: true,
      issuer: vectors.did,
      signers: [vectors.did]
    })
    const { proof, ...unsigned } = document
    const ours = sign(unsigned, signer, { created: new Date(proof.created) })
    expect((ours.proof as { proofValue: string }).proofValue).toBe(proof.proofValue)
  })

  it.skipIf(!existsSync(PUBLISHED))('are those that W3C publishes for eddsa-jcs-2022', () => {
    const read = (name: string) => JSON.parse(readFileSync(join(PUBLISHED, name), 'utf8'))
    const signed = read('eddsa-jcs-2022/signedJCS.json')
    const { publicKeyMultibase, privateKeyMultibase } = read('keyPair.json')
    const did = `did:key:${publicKeyMultibase}`
    expect(verify(signed, { issuer: 'any' })).toEqual({
      verified: true,
      issuer: did,
      signers: [did]
    })
    // Its issuer is a URL, which nobody can tie to the key without asking the network.
    expect(reasonOf(signed)).toBe('issuer')

    const secret = base58.decode(privateKeyMultibase.slice(1)).subarray(2)
    const { proof, ...unsigned } = signed
    const signer = signerOf(secret)
    expect(signer.did).toBe(did)
    const ours = sign(unsigned, signer, { created: new Date(proof.created) })
    expect(ours.proof).toEqual(proof)

    for (const name of [
      'signedProofSet1',
      'signedProofSet2',
      'signedProofChain1',
      'signedProofChain2'
    ]) {
      // Published for eddsa-rdfc-2022 only: what we do not understand is refused, never skipped.
      const result = verify(read(`proof-set-chain/${name}.json`), { issuer: 'any' })
      expect(result).toMatchObject({ verified: false, reason: 'cryptosuite' })
    }
  })
})
