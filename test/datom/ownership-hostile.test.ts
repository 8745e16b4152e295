import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signDispute, titleOf, verifyOwnership } from '../../src-main/datom'
import { alice, bob, handed, minted, revealed, setDeed } from './deeds'
import { noon } from './room'

const owned = handed(minted(), bob)
const files = [
  setDeed(),
  minted().documents[0]!,
  titleOf(owned.documents, revealed(owned.datom)),
  signDispute(
    { datom: 'urn:uuid:' + owned.datom.id, core: 'y'.repeat(52), reason: 'x' },
    alice,
    noon
  )
].map(document => JSON.stringify(document))

/** Whatever it is given, it answers, and an answer of no is one that says why. */
function answers(source: unknown): boolean {
  const verdict = verifyOwnership(source as string)
  const failed = verdict.checks.filter(({ ok }) => !ok)
  expect(verdict.valid).toBe(failed.length === 0)
  expect(verdict.fault === undefined).toBe(verdict.valid)
  expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict)
  return verdict.valid
}

/** Places in a document, each as a path of names. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const below = Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]))
  return [path, ...below]
}

function replaced(value: unknown, path: string[], by: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return by
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) }
  const members = copy as Record<string, unknown>
  members[name] = replaced(members[name], rest, by)
  return copy
}

describe('checking what a hostile person made', () => {
  it('ends with an answer for any text and any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), text => {
        expect(answers(text)).toBe(false)
      }),
      { numRuns: 500 }
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), bytes => {
        expect(answers(bytes)).toBe(false)
      }),
      { numRuns: 500 }
    )
  })

  it('ends with an answer for a true file with anything in the place of anything', () => {
    const places = files.flatMap(text => {
      const document: unknown = JSON.parse(text)
      return pathsOf(document).map(path => ({ document, path, text }))
    })
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ document, path, text }, by) => {
        const changed = JSON.stringify(replaced(document, path, by))
        fc.pre(changed !== text)
        expect(answers(changed)).toBe(false)
      }),
      { numRuns: 1_000 }
    )
  })

  it('ends with an answer for a true file cut off, or with a piece twice', () => {
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(5_000), fc.nat(5_000), (text, from, length) => {
        const start = from % text.length
        const without = text.slice(0, start) + text.slice(start + 1 + length)
        expect(answers(without)).toBe(false)
        const piece = text.slice(start, start + 1 + length)
        const twice = text.slice(0, start) + piece + text.slice(start)
        answers(twice)
      }),
      { numRuns: 500 }
    )
  })

  it('ends with an answer for what is deep, long, or full of names of the engine', () => {
    for (const text of [
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `[${'0,'.repeat(300_000)}0]`,
      '{"__proto__":{"type":["VerifiablePresentation"]},"constructor":1,"toString":2}',
      '{"type":["VerifiablePresentation","DatomTitle"],"verifiableCredential":{"length":1e9}}',
      '{"type":["VerifiableCredential","__proto__"],"proof":[]}',
      '{"type":["VerifiableCredential","toString"],"proof":[null,null]}',
      'null',
      '""',
      '\ufeff{}',
      ''
    ]) {
      expect(answers(text)).toBe(false)
    }
    const { documents } = minted()
    const long = titleOf(Array.from({ length: 300 }, () => documents[0]!))
    expect(answers(JSON.stringify(long))).toBe(false)
    for (const odd of [null, undefined, 7, {}, [], new Uint8Array(3), Symbol.iterator]) {
      expect(answers(odd)).toBe(false)
    }
  })
})
