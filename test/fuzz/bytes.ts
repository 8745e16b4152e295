import type { Random } from './random'

/** Nothing that is tried is longer; a mutation that would be is cut off. */
const LONGEST = 256 * 1024
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

/** A valid input with a few things wrong in it. `words`: what means something in this format. */
export function mutate(
  seeds: readonly Uint8Array[],
  random: Random,
  words: readonly (string | Uint8Array)[] = []
): Buffer {
  let bytes = Buffer.from(random.pick(seeds))
  for (let times = random.few(6); times > 0; times--) {
    bytes = once(bytes, seeds, random, words)
    if (bytes.byteLength > LONGEST) bytes = bytes.subarray(0, LONGEST)
  }
  return bytes
}

/** The same of text, which stays text: what is no UTF-8 becomes U+FFFD. */
export function mutateText(
  seeds: readonly string[],
  random: Random,
  words: readonly string[] = []
): string {
  return mutate(
    seeds.map(seed => Buffer.from(seed)),
    random,
    words
  ).toString()
}

function once(
  bytes: Buffer,
  seeds: readonly Uint8Array[],
  random: Random,
  words: readonly (string | Uint8Array)[]
): Buffer<ArrayBuffer> {
  const at = random.below(bytes.byteLength + 1)
  const length = Math.min(bytes.byteLength - at, random.few(64))
  const copy = Buffer.from(bytes)
  switch (random.below(10)) {
    case 0: // a bit
      if (at < copy.byteLength) copy[at]! ^= 1 << random.below(8)
      return copy
    case 1: // a byte
      if (at < copy.byteLength) copy[at] = random.bits()
      return copy
    case 2: // the end is missing
      return copy.subarray(0, at)
    case 3: // a piece is missing
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + length)])
    case 4: // a piece is there again, perhaps very often
      return repeated(copy, at, length, random)
    case 5: // a piece stands elsewhere
      return moved(copy, at, length, random)
    case 6: // a piece of another input
      return spliced(copy, at, random.pick(seeds), random)
    case 7: // a number that is at an edge
      return withNumber(copy, at, random)
    case 8: {
      // a word of the format
      const word = words.length > 0 ? random.pick(words) : String(random.bits())
      return inserted(copy, at, Buffer.from(word as string))
    }
    default:
      return inserted(copy, at, random.bytes(random.few(16)))
  }
}

function inserted(bytes: Buffer, at: number, more: Uint8Array): Buffer<ArrayBuffer> {
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
}

function repeated(bytes: Buffer, at: number, length: number, random: Random): Buffer<ArrayBuffer> {
  const piece = bytes.subarray(at, at + length)
  const most = Math.floor((LONGEST - bytes.byteLength) / Math.max(1, length))
  const times = random.chance(8) ? random.few(5_000) : random.few(4)
  const pieces = Array.from({ length: Math.max(0, Math.min(times, most)) }, () => piece)
  return Buffer.concat([bytes.subarray(0, at), ...pieces, bytes.subarray(at)])
}

function moved(bytes: Buffer, at: number, length: number, random: Random): Buffer<ArrayBuffer> {
  const piece = bytes.subarray(at, at + length)
  const rest = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
  return inserted(rest, random.below(rest.byteLength + 1), piece)
}

function spliced(
  bytes: Buffer,
  at: number,
  other: Uint8Array,
  random: Random
): Buffer<ArrayBuffer> {
  const from = random.below(other.byteLength + 1)
  return Buffer.concat([bytes.subarray(0, at), other.subarray(from)])
}

function withNumber(bytes: Buffer, at: number, random: Random): Buffer<ArrayBuffer> {
  const copy = Buffer.from(bytes)
  const number = random.pick(NUMBERS)
  const size = random.pick([1, 2, 4] as const)
  if (at + size > copy.byteLength) return copy
  const most = 2 ** (8 * size)
  if (random.chance(2)) copy.writeUIntBE(number % most, at, size)
  else copy.writeUIntLE(number % most, at, size)
  return copy
}
