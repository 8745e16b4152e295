import { DatomspaceError, type ErrorCode } from '../error'
import { diskFullError, isDiskFull } from './full-disk'

const CODES: Record<string, ErrorCode> = {
  SESSION_NOT_WRITABLE: 'NOT_WRITABLE',
  SESSION_CLOSED: 'CLOSED',
  REQUEST_CANCELLED: 'CLOSED',
  REQUEST_TIMEOUT: 'TIMEOUT',
  BLOCK_NOT_AVAILABLE: 'NOT_FOUND',
  SNAPSHOT_NOT_AVAILABLE: 'NOT_FOUND',
  STORAGE_EMPTY: 'NOT_FOUND',
  // What the core was when it was asked, it is no more: it was truncated in between.
  INVALID_OPERATION: 'CONFLICT',
  BAD_ARGUMENT: 'INVALID_ARGUMENT',
  ERR_ASSERTION: 'INVALID_ARGUMENT',
  DECODING_ERROR: 'INVALID_ARGUMENT'
}

/** Whatever a Hypercore threw, with our code and Hypercore's own in `details.hypercore`. */
export function coreError(thrown: unknown): DatomspaceError {
  if (thrown instanceof DatomspaceError) return thrown
  if (isDiskFull(thrown)) return diskFullError(thrown)
  const { code, message } = thrown as { code?: string; message?: string }
  const known = code === undefined ? undefined : CODES[code]
  if (!known || code === undefined) return DatomspaceError.from(thrown)
  return new DatomspaceError(known, String(message), {
    cause: thrown,
    details: { hypercore: code }
  })
}

export function closedError(what = 'core'): DatomspaceError {
  return new DatomspaceError('CLOSED', `The ${what} is closed`)
}
