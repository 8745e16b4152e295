import fc from 'fast-check'

/**
 * Numbers that look random and are the same for the same seed and index: each input of a run can be made
 * again by itself. (splitmix32 for the state, xoshiro128** for the numbers; neither is meant to be secret.)
 */
export class Random {
  readonly #state = new Uint32Array(4)

  constructor(seed: number, index = 0) {
    let mixed = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0
    for (let part = 0; part < 4; part++) {
      mixed = (mixed + 0x9e3779b9) | 0
      let bits = mixed ^ (mixed >>> 16)
      bits = Math.imul(bits, 0x21f0aaad)
      bits ^= bits >>> 15
      bits = Math.imul(bits, 0x735a2d97)
      this.#state[part] = bits ^ (bits >>> 15)
    }
  }

  /** 32 bits. */
  bits(): number {
    const state = this.#state
    const [a, b, c, d] = state as unknown as [number, number, number, number]
    const spread = Math.imul(b, 5)
    const result = Math.imul((spread << 7) | (spread >>> 25), 9) >>> 0
    const mixedC = c ^ a
    const mixedD = d ^ b
    state[1] = b ^ mixedC
    state[0] = a ^ mixedD
    state[2] = mixedC ^ (b << 9)
    state[3] = (mixedD << 11) | (mixedD >>> 21)
    return result
  }

  /** From 0, less than `end`. */
  below(end: number): number {
    return end <= 1 ? 0 : this.bits() % end
  }

  /** Small ones are likely, large ones possible. */
  few(most: number): number {
    return 1 + this.below(1 + this.below(most))
  }

  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    for (let at = 0; at < length; at++) bytes[at] = this.bits()
    return bytes
  }

  /** A value of fast-check's, for what is built rather than broken. */
  sample<Value>(arbitrary: fc.Arbitrary<Value>): Value {
    return fc.sample(arbitrary, { seed: this.bits() | 0, numRuns: 1 })[0]!
  }
}
