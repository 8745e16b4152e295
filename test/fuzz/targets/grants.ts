import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import sodium from 'sodium-native'
import { encodeValue, EpochRing } from '../../../src-main/datom'
import { GrantLog, signOffer, type GrantEntry } from '../../../src-main/grant'
import { deriveGrantKey } from '../../../src-main/grant/secret'
import { deriveKeys } from '../../../src-main/identity'
import { ticketPolicy } from '../../../src-main/rights'
import { mutate } from '../bytes'
import { twist } from '../json'
import { insist, target } from '../target'

const alice = deriveKeys(Buffer.alloc(32, 1))
const secret = Buffer.alloc(32, 3)
const at = '2026-01-01T00:00:00Z'
const NONCE_BYTES = 24

/** As `sealTo`, but always with the same nonce: the same input has to be the same again. */
function ringOf(epochs: unknown): string {
  const message = Buffer.from(JSON.stringify({ epochs }))
  const nonce = Buffer.alloc(NONCE_BYTES, 5)
  const sealed = Buffer.alloc(message.byteLength + sodium.crypto_aead_xchacha20poly1305_ietf_ABYTES)
  const context = Buffer.from('datomspace/1/grant/epochs')
  const secretKey = deriveGrantKey(secret, 'epochs')
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    sealed,
    message,
    context,
    null,
    nonce,
    secretKey
  )
  return Buffer.concat([Buffer.of(1), nonce, sealed]).toString('base64')
}
const RINGS = [[[1, Buffer.alloc(32, 1).toString('base64')]], [], [[2, 'AAAA']]]

let folder = ''
let store: Corestore
let made = 0

function entriesOf(grant: Buffer): unknown[] {
  const policy = ticketPolicy({
    uid: 'urn:uuid:1',
    assigner: alice.did,
    target: 'urn:x:2',
    until: null
  })
  const facts = {
    ownerName: 'Alice',
    label: 'Friends',
    space: Buffer.alloc(32, 8),
    grant,
    set: Buffer.alloc(32, 7),
    count: 3,
    policy
  }
  const entries: (GrantEntry | object)[] = [
    { type: 'offer', statement: signOffer(facts, alice, 0) },
    { type: 'epochs', sealed: ringOf(RINGS[0]) },
    { type: 'suspended', at },
    { type: 'resumed', at },
    { type: 'counted', at, uses: { display: 1 }, firstUse: at, heads: [] },
    { type: 'ended', at, reason: 'revoked' }
  ]
  return entries
}

/** What an owner may write into the log of a grant who patched the program. */
export const grantLog = target({
  name: 'grant-log',
  what: 'entries of a grant core: terms, epoch keys, pauses, the end',
  input: random => {
    const valid = entriesOf(Buffer.alloc(32, 6))
    const written: Buffer[] = []
    for (let count = random.few(6); count > 0; count--) {
      const entry = random.chance(3)
        ? random.pick(valid)
        : random.chance(4)
          ? { type: 'epochs', sealed: ringOf(twist(RINGS, random)) }
          : twist(valid, random)
      const bytes =
        typeof entry === 'object' && entry !== null ? encodeValue(entry) : Buffer.from('\u0001x')
      written.push(random.chance(3) ? mutate([bytes], random, ['"type":', '"at":']) : bytes)
    }
    return written
  },
  ready: open,
  close: async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  },
  run: async written => {
    const keyPair = crypto.keyPair()
    const log = GrantLog.write({ store, keyPair, secret })
    await log.ready()
    // The offer names its own core: that is put in here, where the core is known.
    const own = entriesOf(log.key)[0] as object
    await log.core.append([encodeValue(own), ...written])
    const { key } = log
    await log.close()
    const follower = GrantLog.follow({ store, key, secret })
    await follower.ready()
    try {
      const state = await follower.state()
      insist(state.offer === null || state.offer.grant.equals(key), 'an offer of another grant')
      EpochRing.from(state.epochs).close()
    } finally {
      await follower.close()
      if (++made % 2_000 === 0) {
        await grantLog.close!()
        await open()
      }
    }
  }
})

async function open(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
  store = new Corestore(folder)
  await store.ready()
}
