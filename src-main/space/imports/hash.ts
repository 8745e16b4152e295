import { createHash } from 'node:crypto'

/** 132 bits in base64. */
export const HASH_LENGTH = 22

/** By which a record is known again in a later import: of its Card as canonical JSON. */
export function recordHash(json: Uint8Array): string {
  return createHash('sha256').update(json).digest('base64').slice(0, HASH_LENGTH)
}
