import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeed, deriveKeys, publicKeyOf, verifySignature } from '../../src-main/identity'

const seedOf = (byte: number) => Buffer.alloc(32, byte)

describe('keys of a space', () => {
  it('are the same for the same seed for ever', () => {
    const alice = deriveKeys(seedOf(1))
    expect(alice.did).toMatchInlineSnapshot(
      `"did:key:z6Mkm9Bxn1M7updi1a2kpd33PqCkLcju4JXWFkQ3Cf73LFV7"`
    )
    expect(alice.fingerprint).toMatchInlineSnapshot(`"6b77969755170809fc10167655f6483c"`)
    expect(alice.network.publicKey.toString('hex')).toMatchInlineSnapshot(
      `"66807b6eed3c61ef6c502f7bcb59ed234560f588f83ce118a383d212143e550f"`
    )
    expect(alice.signer('contacts').publicKey.toString('hex')).toMatchInlineSnapshot(
      `"a846327ef93de0de95c8ca165bafa864c74e05e5c6c35aaa2845d28c6e60dbde"`
    )
    expect(alice.encryption('database').toString('hex')).toMatchInlineSnapshot(
      `"68fe67ac47aaa93b10a4a25441009c5cf3d395dccb72cd8bf7eb59106471e338"`
    )
  })

  it('are all different, by purpose, by name and by seed', () => {
    const alice = deriveKeys(seedOf(1))
    const bob = deriveKeys(seedOf(2))
    const keys = [alice, bob].flatMap(ring => [
      ring.identity.publicKey,
      ring.network.publicKey,
      ring.signer('a').publicKey,
      ring.signer('identity').publicKey,
      ring.signer('b').publicKey,
      ring.encryption('a'),
      ring.encryption('a\0b'),
      ring.encryption('b'),
      Buffer.from(ring.fingerprint, 'hex')
    ])
    expect(new Set(keys.map(key => key.toString('hex'))).size).toBe(keys.length)
  })

  it('never collide for two names', () => {
    const alice = deriveKeys(seedOf(1))
    const name = fc.string({ minLength: 1, unit: 'grapheme' })
    fc.assert(
      fc.property(name, name, (a, b) => {
        return (a === b) === alice.encryption(a).equals(alice.encryption(b))
      })
    )
  })

  it('refuse a name whose encoding would be ambiguous', () => {
    const alice = deriveKeys(seedOf(1))
    expect(() => alice.signer('')).toThrow(/non-empty/)
    expect(() => alice.encryption('\ud800')).toThrow(/well-formed/)
    expect(() => alice.signer(undefined as unknown as string)).toThrow(/non-empty/)
  })

  it('sign what anyone can check with the did alone', () => {
    const alice = deriveKeys(createSeed())
    const message = Buffer.from('mine')
    const signature = alice.sign(message)
    expect(verifySignature(message, signature, publicKeyOf(alice.did))).toBe(true)
    expect(verifySignature(Buffer.from('Mine'), signature, publicKeyOf(alice.did))).toBe(false)
    expect(verifySignature(message, signature.subarray(1), publicKeyOf(alice.did))).toBe(false)
  })

  it('do not follow the seed that the caller overwrites', () => {
    const seed = seedOf(1)
    const alice = deriveKeys(seed)
    seed.fill(0)
    expect(alice.signer('x').publicKey).toEqual(deriveKeys(seedOf(1)).signer('x').publicKey)
  })

  it('are overwritten by close, also in the hands of others', () => {
    const alice = deriveKeys(createSeed())
    const secrets = [
      alice.identity.secretKey,
      alice.network.secretKey,
      alice.signer('contacts').secretKey,
      alice.encryption('database')
    ]
    alice.close()
    alice.close()
    for (const secret of secrets) expect(secret.every(byte => byte === 0)).toBe(true)
    expect(() => alice.identity).toThrow(/closed/)
    expect(() => alice.signer('contacts')).toThrow(/closed/)
    expect(() => alice.encryption('database')).toThrow(/closed/)
    expect(() => alice.sign(Buffer.alloc(1))).toThrow(/closed/)
  })

  it('do not show in a log or in JSON', () => {
    const alice = deriveKeys(seedOf(1))
    const secret = alice.identity.secretKey
    const shown = inspect(alice, { depth: 9, showHidden: true }) + JSON.stringify(alice)
    expect(shown).toContain(alice.did)
    expect(shown).not.toContain(secret.toString('hex').slice(0, 8))
    expect(shown).not.toMatch(/secretKey|<Buffer/)
  })
})
