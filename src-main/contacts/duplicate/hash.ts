/** Hashes for blocking: two texts may fall together, and nothing follows from it but a comparison. */

/** FNV-1a, cut to the 30 bits of a small integer. */
export function hash(text: string, start = 0): number {
  let value = 0x811c9dc5 ^ start
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return (value ^ (value >>> 15)) & 0x3fffffff
}

/** Texts with their hashes: two lists are compared by these first. */
export interface Hashed {
  readonly texts: readonly string[]
  readonly hashes: readonly number[]
}

export const NONE: Hashed = { texts: [], hashes: [] }

export function hashed(texts: readonly string[]): Hashed {
  return texts.length === 0 ? NONE : { texts, hashes: texts.map(text => hash(text)) }
}

/** Whether a text is in both lists. */
export function meet(left: Hashed, right: Hashed): boolean {
  const [mine, theirs] = [left.hashes, right.hashes]
  for (let at = 0; at < mine.length; at++) {
    if (has(right, mine[at]!, left.texts[at]!, theirs)) return true
  }
  return false
}

/** Whether the text, whose hash is given, is in the list. */
export function has(list: Hashed, value: number, text: string, hashes = list.hashes): boolean {
  for (let at = 0; at < hashes.length; at++) {
    if (hashes[at] === value && list.texts[at] === text) return true
  }
  return false
}

/** The hash of two hashes, in their order. */
export function mixed(left: number, right: number): number {
  const value = Math.imul(left ^ (right << 7) ^ (right >>> 11), 0x9e3779b1)
  return (value ^ (value >>> 15)) & 0x3fffffff
}
