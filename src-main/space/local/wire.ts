import { DatomspaceError, ERROR_CODES, type ErrorCode, type ErrorDetails } from '../../error'

/** Version of the words between a Server and its local clients; another one is refused in words. */
export const WIRE_VERSION = 1

/** Largest part of a chunked result; other frames go in between. */
export const CHUNK = 256 * 1024

export interface WireError {
  code: string
  message: string
  details: ErrorDetails
}

/**
 * The header of a frame: a request has `i` and `m`, an answer `i`, an event `e`. The other fields are
 * those of one method or another; they are the word of another process of the same person, and what is
 * wrong in them is refused by the core that they are handed to.
 */
export interface WireHeader {
  i?: number
  m?: string
  e?: 'append' | 'truncate' | 'writable' | 'close' | 'event'
  /** Handle of an open core. */
  h?: number
  /** Handle of the core that a snapshot is taken of. */
  of?: number
  /** Index, byte offset or length. */
  n?: number
  end?: number
  to?: number
  name?: string
  namespace?: string
  params?: unknown
  version?: number
  wait?: boolean
  timeout?: number
  fork?: number
  length?: number
  byteLength?: number
  /** Result. */
  r?: unknown
  error?: WireError
  event?: unknown
  /** More parts of the result follow. */
  more?: boolean
  /** The parts are the result, as JSON. */
  json?: boolean
}

/** What a local client learns about the space when it attaches. */
export interface WireHello {
  version: number
  host: string
  did: string
  /** Network key in hex. */
  spaceKey: string
}

/** State of a core, sent with opening, appends and truncations. */
export interface WireState {
  length: number
  byteLength: number
  fork: number
}

export function toWire(thrown: DatomspaceError): WireError {
  return { code: thrown.code, message: thrown.message, details: thrown.details }
}

export function fromWire(error: WireError): DatomspaceError {
  const known = (ERROR_CODES as readonly string[]).includes(error.code)
  const code = known ? (error.code as ErrorCode) : 'INTERNAL'
  const message = typeof error.message === 'string' ? error.message : ''
  return new DatomspaceError(code, message, { details: error.details })
}
