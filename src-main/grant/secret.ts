import HypercoreEncryption from 'hypercore-encryption'
import type { CoreEncryption } from 'hypercore/declared'
import sodium from 'sodium-native'
import { DatomspaceError } from '../error'

const KEY_BYTES = 32
const DOMAIN = 'datomspace/1/grant/'
type Purpose = 'log' | 'epochs' | 'proof' | 'receipts'

/** A key for one purpose, from the secret of a grant: BLAKE2b-256 keyed with it over the purpose. */
export function deriveGrantKey(secret: Buffer, purpose: Purpose): Buffer {
  const key = Buffer.alloc(KEY_BYTES)
  sodium.crypto_generichash(key, Buffer.from(DOMAIN + purpose), secret)
  return key
}

/** What the grant core is encrypted with: one key for ever, since who has the secret may read all of it. */
export function grantEncryption(secret: Buffer): CoreEncryption {
  return encryptionWith(deriveGrantKey(secret, 'log'))
}

/** What a holder's receipts are encrypted with: the owner, who has the secret, reads them. */
export function receiptEncryption(secret: Buffer): CoreEncryption {
  return encryptionWith(deriveGrantKey(secret, 'receipts'))
}

function encryptionWith(encryptionKey: Buffer): CoreEncryption {
  const encryption = new HypercoreEncryption(async id => {
    if (id === -1 || id === 1) return { id: 1, encryptionKey }
    throw new DatomspaceError('GRANT_SECRET_WRONG', 'This log is not encrypted with the key given')
  })
  return encryption.createEncryptionProvider({})
}
