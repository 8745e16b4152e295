import { describe, expect, it } from 'vitest'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { counterSign, isCounterSigned, type CountedHead } from '../../src-main/meter'

const alice = deriveKeys(createSeed())
const mallory = deriveKeys(createSeed())
const grant = 'y'.repeat(52)
const head: CountedHead = {
  log: 'b'.repeat(52),
  number: 7,
  hash: 'A'.repeat(43),
  uses: { display: 7 },
  at: '2026-11-22T12:00:00.000Z'
}

describe('a counter-signature', () => {
  it('is by the owner, for one log of one grant, up to one receipt', () => {
    const signed = counterSign(head, grant, alice)
    expect(isCounterSigned(signed, grant, alice.did)).toBe(true)
    expect(isCounterSigned(signed, grant, mallory.did)).toBe(false)
    expect(isCounterSigned(signed, 'n'.repeat(52), alice.did)).toBe(false)
    const others: Partial<CountedHead>[] = [
      { number: 8 },
      { hash: 'B'.repeat(43) },
      { log: 'n'.repeat(52) },
      { uses: { display: 8 } },
      { at: '2026-11-22T12:00:00.001Z' }
    ]
    for (const other of others) {
      expect(isCounterSigned({ ...signed, ...other }, grant, alice.did)).toBe(false)
    }
    expect(isCounterSigned({ ...signed, signature: '' }, grant, alice.did)).toBe(false)
  })
})
