import crypto from 'hypercore-crypto'
import {
  acceptTransfer,
  coreKeyOf,
  mintDatom,
  offerTransfer,
  openingOf,
  signDatomOwnership,
  signSetOwnership,
  urnOf,
  digestOf,
  type Datom,
  type Placement
} from '../../src-main/datom'
import { deriveKeys, type JsonObject, type KeyRing } from '../../src-main/identity'
import { card, noon } from './room'

export const alice = deriveKeys(Buffer.alloc(32, 1))
export const bob = deriveKeys(Buffer.alloc(32, 2))
export const carol = deriveKeys(Buffer.alloc(32, 3))
export const mallory = deriveKeys(Buffer.alloc(32, 9))

/** A core of that person's which has got so far. */
export function placement(owner: KeyRing, length = 12): Placement {
  const writer = owner.signer('set/friends')
  const treeHash = crypto.hash(Buffer.from(`roots of ${length} blocks`))
  return { writer, key: coreKeyOf(writer.publicKey), length, treeHash }
}

export function contact(name = 'Dana 戴娜'): Datom {
  return mintDatom({ content: card(name) }, noon)
}

export const SET = {
  id: '01900000-0000-7000-8000-000000000001',
  type: 'contact' as const,
  category: 'contacts',
  level: 'personal' as const
}

export function setDeed(owner = alice): JsonObject {
  return signSetOwnership(SET, placement(owner), owner, noon)
}

export const salt = Buffer.alloc(32, 5)

export interface Owned {
  owner: KeyRing
  datom: Datom
  /** Credentials and transfers up to now. */
  documents: JsonObject[]
}

export function minted(owner = alice, datom = contact()): Owned {
  const deed = signDatomOwnership(datom, salt, placement(owner), owner, noon)
  return { owner, datom, documents: [deed] }
}

/** Hands it to somebody, who mints it anew. */
export function handed({ owner, datom, documents }: Owned, taker: KeyRing): Owned {
  const transfer = signedTransfer({ owner, datom, documents }, taker)
  const next = mintDatom({ content: datom.content }, noon)
  const predecessor = { datom: urnOf(datom.id), transfer: digestOf(transfer) }
  const deed = signDatomOwnership(next, salt, placement(taker), taker, noon, predecessor)
  return { owner: taker, datom: next, documents: [...documents, transfer, deed] }
}

export function signedTransfer({ owner, datom, documents }: Owned, taker: KeyRing): JsonObject {
  const facts = {
    id: '01900000-0000-7000-8000-0000000000aa',
    to: taker.did,
    datom: urnOf(datom.id),
    credential: documents.at(-1)!
  }
  return acceptTransfer(offerTransfer(facts, owner, noon), taker, noon)
}

export const revealed = (datom: Datom) => openingOf(datom, salt)
