import { bech32m } from '@scure/base'
import { DatomspaceError } from '../../error'
import { lengthOf, newerKey, readPasted, type PastedForm } from '../../grant'
import { didOf, publicKeyOf } from '../../identity'

/** What a person's key says: who, and where their space is. It is no secret. */
export interface PersonKey {
  /** did:key. */
  did: string
  /** Network key of their space, 32 bytes. */
  spaceKey: Buffer
}

const PREFIX = 'person'
const VERSION = 1
const KEY_BYTES = 32
const LINK = 'datomspace://person/'
/** Version and two keys. */
const BYTES = 1 + 2 * KEY_BYTES
const LENGTH = lengthOf(PREFIX, BYTES)
const FORM: PastedForm = {
  prefix: PREFIX,
  name: 'the key of a person',
  lengths: [LENGTH],
  maxLength: 2 * LENGTH
}

/** `person1…`: version, public key of the identity, network key, in bech32m (BIP-350). */
export function formatPersonKey({ did, spaceKey }: PersonKey): string {
  const bytes = Buffer.concat([Buffer.of(VERSION), publicKeyOf(did), spaceKey])
  return bech32m.encode(PREFIX, bech32m.toWords(bytes), LENGTH)
}

/** The same as a link that opens the app. */
export function formatPersonLink(key: PersonKey): string {
  return LINK + formatPersonKey(key)
}

/**
 * The key in pasted text, however it was pasted. Throws as `readPasted`, `KEY_MALFORMED` for no possible
 * key, or `KEY_VERSION` (made by a newer program).
 */
export function parsePersonKey(pasted: string): PersonKey {
  const bytes = readPasted(pasted, FORM)
  const version = bytes?.[0]
  if (version !== undefined && version > VERSION) throw newerKey(version)
  if (!bytes || version !== VERSION || bytes.byteLength !== BYTES) {
    throw new DatomspaceError('KEY_MALFORMED', 'This is no key of a person')
  }
  return {
    did: didOf(bytes.subarray(1, 1 + KEY_BYTES)),
    spaceKey: Buffer.from(bytes.subarray(1 + KEY_BYTES))
  }
}
