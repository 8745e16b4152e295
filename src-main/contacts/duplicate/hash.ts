/** Hashes for blocking: two keys may fall together, and nothing follows from it but a comparison. */
import { randomInt } from 'node:crypto'

/** Odd, and others in each process: a hostile file cannot choose keys that crowd in one place. */
const LEFT = randomInt(2 ** 30) * 2 + 1
const RIGHT = randomInt(2 ** 30) * 2 + 1

/** The hash of two numbers, in their order: the 30 bits of a small integer. */
export function mixed(left: number, right: number): number {
  let value = Math.imul(left, LEFT) ^ Math.imul(right ^ (right >>> 15), RIGHT)
  value = Math.imul(value ^ (value >>> 16), 0x9e3779b1)
  return (value ^ (value >>> 15)) & 0x3fffffff
}
