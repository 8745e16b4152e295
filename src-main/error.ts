/**
 * The one error of the project. Every refusal that a person or a program can meet has a code of this
 * closed list; the message says what happened, to what, and what to do next, in English. Screens
 * translate by code and `details`, never by message.
 */
export const ERROR_CODES = [
  // input
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'CONFLICT',
  'LIMIT_EXCEEDED',
  'UNSUPPORTED',
  'CANCELLED',
  'TIMEOUT',
  'CLOSED',
  'INTERNAL',
  // identity and keychain
  'PHRASE_INVALID',
  'KEYCHAIN_UNAVAILABLE',
  'KEYCHAIN_LOCKED',
  'KEYCHAIN_DENIED',
  'KEYCHAIN_READBACK',
  'PASSPHRASE_WRONG',
  'SEED_MISSING',
  'SEED_MISMATCH',
  'STATEMENT_INVALID',
  // contacts and files
  'FILE_UNREADABLE',
  'FILE_TOO_LARGE',
  'FORMAT_UNKNOWN',
  'LAYOUT_UNKNOWN',
  'CHARSET_UNKNOWN',
  // storage
  'STORAGE_LOCKED',
  'STORAGE_CORRUPT',
  'STORAGE_FULL',
  'STORAGE_COPIED',
  // server and client
  'HOST_TAKEN',
  'HOST_NOT_FOUND',
  'REMOTE_UNSUPPORTED',
  'NOT_WRITABLE',
  // network
  'OFFLINE',
  'PEER_UNREACHABLE',
  'PEER_PROTOCOL',
  // keys and grants
  'KEY_MALFORMED',
  'KEY_TRUNCATED',
  'KEY_MISTYPED',
  'KEY_VERSION',
  'KEY_OF_PERSON',
  'KEY_OF_SHARE',
  'GRANT_UNKNOWN',
  'GRANT_EXPIRED',
  'GRANT_REVOKED',
  'GRANT_SUSPENDED',
  'GRANT_FULL',
  'GRANT_SECRET_WRONG',
  'GRANT_OWN',
  'EPOCH_KEY_MISSING',
  'POLICY_NOT_UNDERSTOOD',
  'POLICY_DENIED',
  'LEVEL_FORBIDS',
  'COUNT_USED_UP',
  'PLACE_UNSAID',
  'CONSENT_NEEDED',
  'CORE_NOT_SHARED',
  // processes
  'SENDER_FORBIDDEN',
  'CALL_UNKNOWN'
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

export type ErrorDetails = Record<string, string | number | boolean | null>

/**
 * An error with a stable `code`.
 *
 * @example throw new DatomspaceError('HOST_TAKEN', `Another space already serves "${host}"`, { details: { host } })
 */
export class DatomspaceError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: ErrorDetails } = {}
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DatomspaceError'
    this.code = code
    this.details = options.details ?? {}
  }

  /** Whatever was thrown, as a DatomspaceError: itself if it is one, else `INTERNAL` with it as cause. */
  static from(thrown: unknown): DatomspaceError {
    if (thrown instanceof DatomspaceError) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new DatomspaceError('INTERNAL', message, { cause: thrown })
  }
}
