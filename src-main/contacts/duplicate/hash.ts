/** Hashes for blocking: two texts may fall together, and nothing follows from it but a comparison. */

/** FNV-1a, cut to the 30 bits of a small integer. */
export function hash(text: string, start = 0): number {
  let value = 0x811c9dc5 ^ start
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return (value ^ (value >>> 15)) & 0x3fffffff
}

/** The hash of two hashes, in their order. */
export function mixed(left: number, right: number): number {
  const value = Math.imul(left ^ (right << 7) ^ (right >>> 11), 0x9e3779b1)
  return (value ^ (value >>> 15)) & 0x3fffffff
}
