import { createHash } from 'node:crypto'
import { canonicalText } from '../datom/canonical'
import { isDid, publicKeyOf, verifySignature } from '../identity'
import { ACTIONS, isPlace, PURPOSES, type Action, type Place, type Purpose } from '../rights'

/** What a receipt can be for: a use, or the deletion of the copy as the terms demand it. */
export type ReceiptAction = Action | 'delete'

/** The log that a receipt is in: of one grant, one person and one of their devices. */
export interface ReceiptOrigin {
  /** Key of the grant core, z-base-32. */
  grant: string
  /** did:key of who uses. */
  holder: string
  /** Key of the core that the receipts are in, z-base-32. */
  log: string
}

/** A look at a whole set: its core (z-base-32), how long it was, and how many datoms it held. */
export interface WholeSet {
  core: string
  length: number
  count: number
}

export interface Use {
  action: ReceiptAction
  /** URN of the policy. */
  policy: string
  /** Ids of datoms, or all that is in the granted set. */
  subject: string[] | WholeSet
  purpose?: Purpose
  /** In which country, as its user said; only where the terms depend on it. */
  spatial?: Place
}

export interface Receipt extends ReceiptOrigin, Use {
  /** From 1, without gaps. */
  number: number
  /** SHA-256 of the receipt before, base64url; for the first one that of the origin. */
  previous: string
  /** Milliseconds since 1970, by the clock of who uses. */
  at: number
}

export interface SignedReceipt {
  receipt: Receipt
  /** What names it in the next one: SHA-256 (base64url) of what is signed. */
  hash: string
  /** As it lies in the log: one byte version, 64 bytes signature, canonical JSON (RFC 8785). */
  block: Buffer
}

/** More ids than this are named as the whole set. */
export const MAX_IDS = 256
export const MAX_RECEIPT = 32 * 1024
const VERSION = 1
const SIGNATURE = 64
const DOMAIN = Buffer.from('datomspace/1/receipt\0')
const MEMBERS = ['action', 'at', 'datoms', 'grant', 'holder', 'log', 'number', 'policy'] as const
const KEY = /^[a-z1-9]{52}$/
const HASH = /^[A-Za-z0-9_-]{43}$/
const ID = /^[\x21-\x7e]{1,100}$/

/** What the first receipt of a log names as the one before. */
export function originHash({ grant, holder, log }: ReceiptOrigin): string {
  return sha256(`datomspace/1/receipts\0${grant}\0${log}\0${holder}`)
}

/** Signs a use. `after`: number and hash of the last receipt of the log; null for the first one. */
export function signReceipt(
  use: Use,
  place: { origin: ReceiptOrigin; after: { number: number; hash: string } | null; at: number },
  signer: { sign(message: Uint8Array): Uint8Array }
): SignedReceipt {
  const { origin, after, at } = place
  const receipt: Receipt = {
    ...origin,
    ...use,
    number: (after?.number ?? 0) + 1,
    previous: after?.hash ?? originHash(origin),
    at
  }
  const text = textOf(receipt)
  const signature = Buffer.from(signer.sign(Buffer.concat([DOMAIN, Buffer.from(text)])))
  const block = Buffer.concat([Buffer.of(VERSION), signature, Buffer.from(text)])
  return { receipt, hash: sha256(text), block }
}

/**
 * The receipt in a block of a log, which a hostile peer may have written; null if its form or its
 * signature is wrong. There is one way to write a receipt, so what is signed is all there is.
 */
export function readReceipt(block: Uint8Array): SignedReceipt | null {
  const parsed = parseReceipt(block)
  if (!parsed) return null
  const { receipt } = parsed
  const signature = parsed.block.subarray(1, 1 + SIGNATURE)
  const message = Buffer.concat([DOMAIN, parsed.block.subarray(1 + SIGNATURE)])
  return verifySignature(message, signature, publicKeyOf(receipt.holder)) ? parsed : null
}

/** The same without looking at the signature: for what was verified before, or is one's own. */
export function parseReceipt(bytes: Uint8Array): SignedReceipt | null {
  const block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (block.byteLength > MAX_RECEIPT || block[0] !== VERSION) return null
  const text = block.toString('utf8', 1 + SIGNATURE)
  const receipt = receiptIn(text)
  if (!receipt || textOf(receipt) !== text) return null
  // Bytes that are no UTF-8 read as if they were another text.
  if (!Buffer.from(text).equals(block.subarray(1 + SIGNATURE))) return null
  return { receipt, hash: sha256(text), block }
}

function receiptIn(text: string): Receipt | null {
  let value: Record<string, unknown>
  try {
    value = JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  if (!MEMBERS.every(name => Object.hasOwn(value, name))) return null
  const { action, grant, holder, log, number, policy, previous, purpose, spatial } = value
  const at = typeof value['at'] === 'string' ? Date.parse(value['at']) : Number.NaN
  const subject = subjectIn(value['datoms'])
  const isWhole =
    isAction(action) &&
    isKey(grant) &&
    isKey(log) &&
    isDid(holder) &&
    Number.isSafeInteger(number) &&
    (number as number) > 0 &&
    typeof policy === 'string' &&
    policy.length <= 500 &&
    typeof previous === 'string' &&
    HASH.test(previous) &&
    Number.isFinite(at) &&
    (purpose === undefined || isPurpose(purpose)) &&
    (spatial === undefined || isPlace(spatial))
  if (!isWhole || !subject) return null
  return {
    grant,
    holder,
    log,
    number: number as number,
    previous,
    at,
    action,
    policy,
    subject,
    ...(purpose !== undefined && { purpose: purpose as Purpose }),
    ...(spatial !== undefined && { spatial: spatial as Place })
  }
}

function subjectIn(value: unknown): Use['subject'] | null {
  if (Array.isArray(value)) {
    const isGood = value.length > 0 && value.length <= MAX_IDS
    return isGood && value.every(id => typeof id === 'string' && ID.test(id)) ? value : null
  }
  if (typeof value !== 'object' || value === null) return null
  const { core, length, count } = value as Partial<WholeSet>
  const isNumber = (number: unknown) => Number.isSafeInteger(number) && (number as number) >= 0
  if (!isKey(core) || !isNumber(length) || !isNumber(count)) return null
  return { core, length: length!, count: count! }
}

/** What is signed. */
function textOf({ at, subject, ...others }: Receipt): string {
  return canonicalText({ ...others, at: new Date(at).toISOString(), datoms: subject })
}

function isAction(value: unknown): value is ReceiptAction {
  return value === 'delete' || (typeof value === 'string' && Object.hasOwn(ACTIONS, value))
}

function isPurpose(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(PURPOSES, value)
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
