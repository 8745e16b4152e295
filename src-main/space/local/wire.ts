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
  return new DatomspaceError(code, String(error.message), { details: error.details })
}
