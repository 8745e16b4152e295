import type { Letter } from './letter'

/** What two spaces say to each other about letters, on their control channel. */
export const PART = 'letter.part'
export const TAKEN = 'letter.taken'
/** Said to those who were connected before this end could take letters: send again. */
export const PARTS_READY = 'letter.ready'

const PART_BYTES = 24 * 1024
const MAX_PARTS = 1_000
const ID = /^[0-9a-z-]{1,100}$/

export interface PartMessage {
  id: string
  part: number
  parts: number
  data: Buffer
}

/** Null for what is no such message. */
export function parsePart(body: unknown): PartMessage | null {
  const { id, part, parts, data } = membersOf(body)
  if (typeof id !== 'string' || !ID.test(id) || typeof data !== 'string') return null
  if (!isCount(part, MAX_PARTS) || !isCount(parts, MAX_PARTS)) return null
  if (part >= parts) return null
  const bytes = Buffer.from(data, 'base64')
  return bytes.byteLength > PART_BYTES ? null : { id, part, parts, data: bytes }
}

export function parseAnswer(body: unknown): { id: string; refused?: string } | null {
  const { id, refused } = membersOf(body)
  if (typeof id !== 'string' || !ID.test(id)) return null
  if (refused === undefined) return { id }
  if (typeof refused !== 'string' || !/^[A-Z_]{1,40}$/.test(refused)) return null
  return { id, refused }
}

/** A letter in pieces that fit a message of the control channel, put together in their order. */
export class Parcel {
  readonly #id: string
  readonly #limit: number
  readonly #pieces: Buffer[] = []
  #bytes = 0

  constructor(id: string, limit: number) {
    this.#id = id
    this.#limit = limit
  }

  static split(
    id: string,
    letter: Letter
  ): { id: string; part: number; parts: number; data: string }[] {
    const bytes = Buffer.from(JSON.stringify(letter))
    const parts = Math.max(1, Math.ceil(bytes.byteLength / PART_BYTES))
    return Array.from({ length: parts }, (_, part) => {
      const piece = bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
      return { id, part, parts, data: piece.toString('base64') }
    })
  }

  /** The whole, once its last piece is here; `refused` when it is too large or out of order. */
  add({ id, part, parts, data }: PartMessage): Buffer | 'incomplete' | 'refused' {
    this.#bytes += data.byteLength
    if (id !== this.#id || part !== this.#pieces.length || this.#bytes > this.#limit) {
      return 'refused'
    }
    this.#pieces.push(data)
    return this.#pieces.length === parts ? Buffer.concat(this.#pieces) : 'incomplete'
  }
}

function isCount(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most
}

function membersOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}
