import z32 from 'z32'
import { isAction, isPurpose, type Action, type Purpose } from '../../rights'

/** Letters about consent that is obtained before something is done. */
export const ASK = 'consent.ask'
export const GIVEN = 'consent.given'
export const DECLINED = 'consent.declined'
export const TAKEN_BACK = 'consent.taken-back'
export const WITHDRAWN = 'consent.withdrawn'

export const MAX_MESSAGE = 2_000
const MAX_NAME = 200
const REQUEST = /^[0-9a-f-]{36}$/
const KEY = /^[a-z1-9]{52}$/
const PROOF_BYTES = 32
// Escape sequences and marks that turn the direction of writing; line ends are welcome in a message.
const STEERING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g

/** What somebody asks before doing it. */
export interface AskedConsent {
  /** As who asks names the question. */
  request: string
  /** Key of the grant core, 32 bytes. */
  grant: Buffer
  /** That they hold the share, see `proveAsking`. */
  proof: Buffer
  action: Action
  purpose?: Purpose
  message: string
  /** As who asks calls themselves. */
  name: string
}

/** Null for what is no question. */
export function parseAsk(body: unknown): AskedConsent | null {
  const { request, grant, proof, action, purpose, message, name } = membersOf(body)
  if (!isRequest(request) || !isAction(action)) return null
  if (purpose !== undefined && !isPurpose(purpose)) return null
  if (!isText(message, MAX_MESSAGE) || !isText(name, MAX_NAME) || !isText(proof, 64)) return null
  const mac = Buffer.from(proof, 'base64')
  if (typeof grant !== 'string' || !KEY.test(grant)) return null
  const key = Buffer.from(z32.decode(grant))
  if (key.byteLength !== 32 || mac.byteLength !== PROOF_BYTES) return null
  return {
    request,
    grant: key,
    proof: mac,
    action,
    ...(purpose !== undefined && { purpose }),
    message: clean(message),
    name: clean(name).replace(/\s+/g, ' ')
  }
}

/** An answer, or what is said later of it; `statement` is hostile until it was read. */
export function parseWord(
  body: unknown
): { request: string; message?: string; statement?: unknown } | null {
  const { request, message, statement } = membersOf(body)
  if (!isRequest(request)) return null
  if (message !== undefined && !isText(message, MAX_MESSAGE)) return null
  return {
    request,
    ...(message !== undefined && { message: clean(message) }),
    ...(statement !== undefined && { statement })
  }
}

function isRequest(value: unknown): value is string {
  return typeof value === 'string' && REQUEST.test(value)
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}

function clean(text: string): string {
  return text.replace(STEERING, ' ').trim()
}

function membersOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}
