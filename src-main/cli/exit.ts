import type { ErrorCode } from '../error'

/** What a script can tell from the exit status alone. Documented in docs/cli.md. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  partly: 3,
  notFound: 4,
  refused: 5,
  busy: 6,
  network: 7,
  keychain: 8,
  input: 9,
  storage: 10,
  interrupted: 130
} as const

const BY_CODE: Partial<Record<ErrorCode, number>> = {
  INVALID_ARGUMENT: EXIT.usage,
  CONFLICT: EXIT.usage,
  UNSUPPORTED: EXIT.usage,
  CALL_UNKNOWN: EXIT.usage,
  NOT_FOUND: EXIT.notFound,
  GRANT_UNKNOWN: EXIT.notFound,
  HOST_NOT_FOUND: EXIT.notFound,
  GRANT_EXPIRED: EXIT.refused,
  GRANT_REVOKED: EXIT.refused,
  GRANT_SUSPENDED: EXIT.refused,
  GRANT_SECRET_WRONG: EXIT.refused,
  GRANT_OWN: EXIT.refused,
  POLICY_DENIED: EXIT.refused,
  POLICY_NOT_UNDERSTOOD: EXIT.refused,
  STATEMENT_INVALID: EXIT.refused,
  LEVEL_FORBIDS: EXIT.refused,
  COUNT_USED_UP: EXIT.refused,
  PLACE_UNSAID: EXIT.refused,
  SENDER_FORBIDDEN: EXIT.refused,
  REMOTE_UNSUPPORTED: EXIT.refused,
  NOT_WRITABLE: EXIT.refused,
  STORAGE_LOCKED: EXIT.busy,
  HOST_TAKEN: EXIT.busy,
  CLOSED: EXIT.busy,
  OFFLINE: EXIT.network,
  TIMEOUT: EXIT.network,
  PEER_UNREACHABLE: EXIT.network,
  PEER_PROTOCOL: EXIT.network,
  KEYCHAIN_UNAVAILABLE: EXIT.keychain,
  KEYCHAIN_LOCKED: EXIT.keychain,
  KEYCHAIN_DENIED: EXIT.keychain,
  KEYCHAIN_READBACK: EXIT.keychain,
  PASSPHRASE_WRONG: EXIT.keychain,
  PHRASE_INVALID: EXIT.keychain,
  SEED_MISSING: EXIT.keychain,
  SEED_MISMATCH: EXIT.keychain,
  FILE_UNREADABLE: EXIT.input,
  FILE_TOO_LARGE: EXIT.input,
  LIMIT_EXCEEDED: EXIT.input,
  FORMAT_UNKNOWN: EXIT.input,
  LAYOUT_UNKNOWN: EXIT.input,
  CHARSET_UNKNOWN: EXIT.input,
  KEY_MALFORMED: EXIT.input,
  KEY_TRUNCATED: EXIT.input,
  KEY_MISTYPED: EXIT.input,
  KEY_VERSION: EXIT.input,
  STORAGE_CORRUPT: EXIT.storage,
  STORAGE_FULL: EXIT.storage,
  STORAGE_COPIED: EXIT.storage,
  CANCELLED: EXIT.interrupted
}

export function exitCodeOf(code: ErrorCode): number {
  return BY_CODE[code] ?? EXIT.unexpected
}
