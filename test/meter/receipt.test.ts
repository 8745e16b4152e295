import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeed, deriveKeys } from '../../src-main/identity'
import {
  parseReceipt,
  readReceipt,
  ReceiptChain,
  signReceipt,
  verifyLog,
  type ReceiptOrigin,
  type ReceiptVerdict,
  type Use
} from '../../src-main/meter'

const bob = deriveKeys(createSeed())
const mallory = deriveKeys(createSeed())
const origin: ReceiptOrigin = { grant: 'y'.repeat(52), log: 'b'.repeat(52), holder: bob.did }
const noon = Date.parse('2026-11-22T12:00:00Z')
const look: Use = { action: 'display', policy: 'urn:uuid:1', subject: ['a-datom'] }

/** Receipts in order, a second apart. */
function receipts(count: number, use: Use = look, signer = bob, of = origin) {
  const blocks: Buffer[] = []
  let after: { number: number; hash: string } | null = null
  for (let i = 0; i < count; i++) {
    const signed = signReceipt(use, { origin: of, after, at: noon + i * 1000 }, signer)
    after = { number: signed.receipt.number, hash: signed.hash }
    blocks.push(signed.block)
  }
  return { blocks, head: after! }
}

const nine = receipts(9)
const verdictsOf = (blocks: Buffer[]) =>
  verifyLog(blocks, origin).judged.map(({ verdict }) => verdict)

describe('a receipt', () => {
  it('is read back as it was signed', () => {
    const whole: Use = {
      action: 'extract',
      policy: 'urn:uuid:1',
      subject: { core: 'o'.repeat(52), length: 12, count: 1000 },
      purpose: 'https://w3id.org/dpv#ServiceProvision',
      spatial: 'https://w3id.org/dpv/loc#CN'
    }
    const { block, hash } = signReceipt(whole, { origin, after: null, at: noon }, bob)
    expect(readReceipt(block)).toMatchObject({
      hash,
      receipt: { ...origin, ...whole, number: 1, at: noon }
    })
  })

  it('of no country that there is is none', () => {
    for (const spatial of ['https://w3id.org/dpv/loc#XX', 'CN', '']) {
      const use = { ...look, spatial } as Use
      expect(readReceipt(signReceipt(use, { origin, after: null, at: noon }, bob).block)).toBeNull()
    }
  })

  it('is refused when any bit of it is another', () => {
    const [block] = nine.blocks as [Buffer]
    fc.assert(
      fc.property(fc.nat(block.byteLength * 8 - 1), bit => {
        const forged = Buffer.from(block)
        forged[bit >> 3]! ^= 1 << (bit & 7)
        expect(readReceipt(forged)).toBeNull()
      }),
      { numRuns: 300 }
    )
  })

  it('is refused when somebody else signed in the name of its holder', () => {
    const { block } = signReceipt(look, { origin, after: null, at: noon }, mallory)
    expect(parseReceipt(block)).not.toBeNull()
    expect(readReceipt(block)).toBeNull()
  })

  it('never makes the reader throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        expect(readReceipt(bytes)).toBeNull()
        const text = Buffer.from(bytes).toString('latin1')
        const framed = Buffer.concat([Buffer.of(1), Buffer.alloc(64), Buffer.from(text)])
        expect(readReceipt(framed)).toBeNull()
      })
    )
    fc.assert(
      fc.property(fc.json(), json => {
        const framed = Buffer.concat([Buffer.of(1), Buffer.alloc(64), Buffer.from(json)])
        expect(readReceipt(framed)).toBeNull()
      })
    )
  })

  it('has one way only to be written', () => {
    const [block] = nine.blocks as [Buffer]
    const text = block.toString('utf8', 65)
    const again = (change: string) => Buffer.concat([block.subarray(0, 65), Buffer.from(change)])
    for (const other of [
      ` ${text}`,
      text.replace('{', '{"more":1,'),
      text.replace('"action"', '"action":"read","action"'),
      text.replace('.000Z', 'Z')
    ]) {
      expect(other).not.toBe(text)
      expect(parseReceipt(again(other))).toBeNull()
    }
  })
})

describe('a log of receipts', () => {
  it('that is whole is ok', () => {
    expect(verifyLog(nine.blocks, origin, nine.head)).toMatchObject({ ok: true, uses: 9 })
  })

  it('of which some are missing has a gap of just those, or an end that was dropped', () => {
    fc.assert(
      fc.property(fc.subarray(nine.blocks, { maxLength: 8 }), left => {
        const verdict = verifyLog(left, origin, nine.head)
        expect(verdict.ok).toBe(false)
        expect(verdict.missing + verdict.dropped).toBe(9 - left.length)
        expect(verdict.uses).toBe(left.length)
        const gaps = verdict.judged.reduce((sum, { missing }) => sum + missing, 0)
        expect(gaps).toBe(verdict.missing)
        for (const { verdict: each } of verdict.judged) expect(['ok', 'gap']).toContain(each)
      })
    )
  })

  it('in another order is reordered, and nothing is missing in the end', () => {
    const orders = fc.shuffledSubarray(nine.blocks, { minLength: 9, maxLength: 9 })
    fc.assert(
      fc.property(orders, order => {
        const isSame = order.every((block, at) => block === nine.blocks[at])
        const verdict = verifyLog(order, origin, nine.head)
        expect(verdict.judged.some(({ verdict: each }) => each === 'reordered')).toBe(!isSame)
        expect(verdict).toMatchObject({ missing: 0, dropped: 0, uses: 9, ok: isSame })
      })
    )
  })

  it('with one of them again says so, and counts it once', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(9), (which, where) => {
        const blocks = [...nine.blocks]
        blocks.splice(Math.max(where, which + 1), 0, nine.blocks[which]!)
        const verdict = verifyLog(blocks, origin)
        expect(verdict.uses).toBe(9)
        expect(verdict.judged.filter(({ verdict: each }) => each === 'repeated')).toHaveLength(1)
      })
    )
  })

  it('with another one of the same number is a fork, wherever it turns up', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), (which, where) => {
        const before = which === 0 ? null : readReceipt(nine.blocks[which - 1]!)!
        const after = before && { number: which, hash: before.hash }
        const other: Use = { ...look, subject: ['another-datom'] }
        const { block } = signReceipt(other, { origin, after, at: noon }, bob)
        const blocks = [...nine.blocks]
        blocks.splice(Math.max(where, which) + 1, 0, block)
        expect(verdictsOf(blocks).filter(each => each === 'fork')).toHaveLength(1)
      })
    )
  })

  it('that was written anew from somewhere on is a fork and contradicts the counter-signed head', () => {
    const other = receipts(9, { ...look, action: 'read' })
    expect(verifyLog(other.blocks, origin, nine.head)).toMatchObject({
      ok: false,
      contradicts: true
    })
    const spliced = [...nine.blocks.slice(0, 4), ...other.blocks.slice(4)]
    expect(verdictsOf(spliced)[4]).toBe('fork')
  })

  it.each<[string, Partial<ReceiptOrigin>, ReceiptVerdict]>([
    ['of another grant', { grant: 'n'.repeat(52) }, 'foreign'],
    ['of another log', { log: 'n'.repeat(52) }, 'foreign']
  ])('with one %s is told apart', (_, change, expected) => {
    const foreign = receipts(1, look, bob, { ...origin, ...change })
    expect(verdictsOf([...nine.blocks, ...foreign.blocks]).at(-1)).toBe(expected)
  })

  it('with one of another person is told apart', () => {
    const foreign = receipts(1, look, mallory, { ...origin, holder: mallory.did })
    expect(verdictsOf([...foreign.blocks, ...nine.blocks])[0]).toBe('foreign')
  })

  it('shows a clock that goes back', () => {
    const first = signReceipt(look, { origin, after: null, at: noon }, bob)
    const after = { number: 1, hash: first.hash }
    const second = signReceipt(look, { origin, after, at: noon - 1 }, bob)
    expect(verdictsOf([first.block, second.block])).toEqual(['ok', 'clock'])
  })

  it('that jumps as far as numbers go costs nothing', () => {
    const after = { number: Number.MAX_SAFE_INTEGER - 1, hash: nine.head.hash }
    const far = signReceipt(look, { origin, after, at: noon }, bob)
    const chain = new ReceiptChain(origin)
    expect(chain.add(far.block)).toMatchObject({ verdict: 'gap' })
    expect(chain.missing).toBe(Number.MAX_SAFE_INTEGER - 1)
    for (const block of nine.blocks) chain.add(block)
    expect(chain.gaps).toHaveLength(1)
  })
})
