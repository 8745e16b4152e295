import canonicalize from 'canonicalize'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatomspaceError } from '../../src-main/error'
import { createSeed, deriveKeys } from '../../src-main/identity'
import {
  changeDatom,
  decodeDatom,
  encodeCanonical,
  encodeDatom,
  EncodedDatom,
  EpochRing,
  idOf,
  mintDatom,
  newDatomId,
  signManifest,
  urnOf,
  verifyManifest
} from '../../src-main/datom'
import { canonicalText } from '../../src-main/datom/canonical'
import { card, noon } from './room'

describe('a datom', () => {
  it('is personal, active and in its first version when it is minted', () => {
    expect(mintDatom({ content: card('Bob') }, noon)).toMatchObject({
      type: 'contact',
      level: 'personal',
      status: 'active',
      version: 1,
      created: '2026-04-01T12:00:00.000Z'
    })
  })

  it('has an id that sorts by the time of minting, even within a millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => newDatomId(noon))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    expect(idOf(urnOf(ids[0]!))).toBe(ids[0])
    expect(() => idOf('urn:uuid:../../etc')).toThrow(DatomspaceError)
  })

  it('is the same bytes whatever the order of its members', () => {
    const datom = mintDatom({ content: card('Bob') }, noon)
    const shuffled = Object.fromEntries(Object.entries(datom).reverse()) as typeof datom
    expect(encodeDatom(shuffled)).toEqual(encodeDatom(datom))
  })

  it('whose content is canonical text already is the same bytes, and read only when asked', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (extra, name) => {
        const content = card(name, { 'example.org:x': JSON.parse(JSON.stringify(extra)) })
        const { content: _, ...facts } = mintDatom({ content, tags: [name] }, noon)
        const bytes = encodeCanonical(facts, canonicalText(content))
        expect(bytes).toEqual(encodeDatom({ ...facts, content }))
        const { id, ...shared } = facts
        const datom = new EncodedDatom(id, shared, bytes)
        expect(encodeDatom(datom)).toBe(bytes)
        expect(datom.plain()).toEqual({ ...facts, content })
        const plain = changeDatom({ ...facts, content }, { tags: [] }, noon)
        expect(changeDatom(datom, { tags: [] }, noon)).toEqual(plain)
      })
    )
  })

  it('comes back as it was, unknown members and all', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.string(), (extra, name) => {
        const content = card(name, { 'example.org:x': JSON.parse(JSON.stringify(extra)) })
        const datom = changeDatom(mintDatom({ content }, noon), { tags: [name] }, noon)
        expect(decodeDatom(encodeDatom(datom), datom.id)).toEqual(datom)
      })
    )
  })

  it('made of random or damaged bytes is refused and breaks nothing', () => {
    const datom = mintDatom({ content: card('Bob') }, noon)
    const whole = encodeDatom(datom)
    const damaged = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
      const bytes = Buffer.from(whole)
      bytes[at] = byte
      return bytes
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), bytes => {
        try {
          expect(decodeDatom(bytes, datom.id).id).toBe(datom.id)
        } catch (error) {
          expect(error).toMatchObject({ code: 'STORAGE_CORRUPT' })
        }
      })
    )
  })
})

describe('canonical JSON', () => {
  it('is what the library for RFC 8785 writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        expect(canonicalText(value)).toBe(canonicalize(value))
      }),
      { numRuns: 500 }
    )
    for (const value of [
      { 10: 1, 9: 2, a: 3 },
      { a: [{ 1: 2 }] },
      { a: { c: 1, b: 2 }, constructor: true, toString: {}, valueOf: null },
      { __proto__: 1, b: undefined }
    ]) {
      expect(canonicalText(value)).toBe(canonicalize(value))
    }
    expect(() => canonicalText({ a: [Number.NaN] })).toThrow()
  })
})

describe('an epoch ring', () => {
  it('travels as data and keeps a key that it has', () => {
    const ring = EpochRing.create()
    ring.rotate()
    const copy = EpochRing.from(ring.export())
    expect(copy.export()).toEqual(ring.export())
    const other = EpochRing.create()
    expect(copy.merge(other.export())).toBe(0)
    expect(copy.export()).toEqual(ring.export())
  })

  it('from a stranger that is malformed is refused whole', () => {
    const key = Buffer.alloc(32).toString('base64')
    const ring = EpochRing.create()
    const before = ring.export()
    for (const epochs of [
      null,
      [[0, key]],
      [[2, 'short']],
      [
        [2, key],
        [2 ** 32, key]
      ],
      [['2', key]]
    ]) {
      expect(() => ring.merge({ epochs })).toThrow(
        expect.objectContaining({ code: 'STORAGE_CORRUPT' })
      )
    }
    expect(ring.export()).toEqual(before)
  })
})

describe('a manifest', () => {
  const alice = deriveKeys(createSeed())
  const key = Buffer.alloc(32, 7)
  const facts = {
    id: newDatomId(noon),
    type: 'contact' as const,
    category: 'contacts',
    level: 'personal' as const,
    key
  }
  const manifest = signManifest(facts, alice, noon)

  it('proves whose set it is', () => {
    expect(verifyManifest(manifest, key)).toMatchObject({ ...facts, owner: alice.did })
  })

  it('proves nothing about another set', () => {
    expect(() => verifyManifest(manifest, Buffer.alloc(32, 8))).toThrow(
      expect.objectContaining({ details: { reason: 'core' } })
    )
  })

  it('is refused with any one letter changed', () => {
    const text = JSON.stringify(manifest)
    const letters = [...text.matchAll(/[a-z0-9]/g)].map(match => match.index)
    for (const at of letters.filter((_, n) => n % 7 === 0)) {
      const other = text[at] === 'a' ? 'b' : 'a'
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      expect(() => verifyManifest(JSON.parse(changed), key)).toThrow(DatomspaceError)
    }
  })

  it('by somebody else in her name is refused', () => {
    const mallory = deriveKeys(createSeed())
    const theirs = signManifest(facts, { did: alice.did, sign: m => mallory.sign(m) }, noon)
    expect(() => verifyManifest(theirs, key)).toThrow(
      expect.objectContaining({ code: 'STATEMENT_INVALID' })
    )
  })
})
