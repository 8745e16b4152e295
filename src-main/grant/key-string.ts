import { randomFillSync } from 'node:crypto'
import { bech32m } from '@scure/base'
import { DatomspaceError } from '../error'
import { lengthOf, newerKey, readPasted, type PastedForm } from './pasted'

/** What a copied key says: where the grant is, and the secret that opens it. */
export interface GrantKey {
  kind: 'ticket' | 'agreement'
  /** Noise key of the owner's space, 32 bytes. */
  space: Buffer
  /** Key of the grant core, 32 bytes. */
  grant: Buffer
  /** 32 bytes. Whoever has it holds the ticket. */
  secret: Buffer
  /** Noise key of a space that keeps a copy, 32 bytes. */
  mirror?: Buffer
}

const PREFIX = 'datom'
const VERSION = 1
const KINDS = ['ticket', 'agreement'] as const
const KEY_BYTES = 32
/** Version and kind. */
const HEAD = 2
/** Without and with a mirror. */
const PARTS = [3, 4]
/** Longest text of a key or link; fits a QR code that a telephone reads from a screen. */
export const MAX_KEY_LENGTH = 300
const LINK = 'datomspace://share/'
const FORM: PastedForm = {
  prefix: PREFIX,
  name: 'the key of a share',
  lengths: PARTS.map(parts => lengthOf(PREFIX, HEAD + parts * KEY_BYTES)),
  maxLength: MAX_KEY_LENGTH
}

/** A new secret for a grant, 32 bytes. */
export function createGrantSecret(): Buffer {
  const secret = Buffer.alloc(KEY_BYTES)
  randomFillSync(secret)
  return secret
}

/** `datom1…`: version, kind, keys and secret in bech32m (BIP-350), whose checksum finds mistyped letters. */
export function formatKey(key: GrantKey): string {
  const parts = [key.space, key.grant, key.secret, ...(key.mirror ? [key.mirror] : [])]
  for (const part of parts) {
    if (part.byteLength !== KEY_BYTES) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'The parts of a key are 32 bytes each')
    }
  }
  const bytes = Buffer.concat([Buffer.of(VERSION, KINDS.indexOf(key.kind)), ...parts])
  return bech32m.encode(PREFIX, bech32m.toWords(bytes), MAX_KEY_LENGTH)
}

/** The same as a link that opens the app. */
export function formatLink(key: GrantKey): string {
  return LINK + formatKey(key)
}

/**
 * The key in pasted text, however it was pasted. Throws as `readPasted`, `KEY_MALFORMED` for no possible
 * key, or `KEY_VERSION` (made by a newer program).
 */
export function parseKey(pasted: string): GrantKey {
  const bytes = readPasted(pasted, FORM)
  if (!bytes || bytes.byteLength === 0) throw malformed()
  const [version, kindCode] = bytes
  if (version !== VERSION) throw newerKey(version ?? 0)
  const kind = KINDS[kindCode ?? -1]
  const parts = (bytes.byteLength - HEAD) / KEY_BYTES
  if (kind === undefined || !PARTS.includes(parts)) throw malformed()
  const part = (index: number) =>
    Buffer.from(bytes.subarray(HEAD + index * KEY_BYTES, HEAD + (index + 1) * KEY_BYTES))
  const key: GrantKey = { kind, space: part(0), grant: part(1), secret: part(2) }
  if (parts === 4) key.mirror = part(3)
  return key
}

function malformed(): DatomspaceError {
  return new DatomspaceError('KEY_MALFORMED', 'This is no key of a share')
}
