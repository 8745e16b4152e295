/** What two spaces say to each other about grants, on their control channel. */
export const PROVE = 'grant.prove'
export const STATE = 'grant.state'
/** Said to those who were connected before this end could listen: prove again. */
export const READY = 'grant.ready'

/** What the owner says to a holder's proof, and again at every change. */
export type GrantWord =
  'active' | 'waiting' | 'suspended' | 'expired' | 'revoked' | 'unknown' | 'refused'
const WORDS: readonly string[] = [
  'active',
  'waiting',
  'suspended',
  'expired',
  'revoked',
  'unknown',
  'refused'
]

export interface ProveMessage {
  /** Discovery key of the grant core, hex: tells nothing to who does not know the grant. */
  grant: string
  /** Base64. */
  proof: string
}

export interface StateMessage {
  grant: string
  state: GrantWord
}

const GRANT = /^[0-9a-f]{64}$/

/** Null for what is no such message. */
export function parseProve(body: unknown): { grant: string; proof: Buffer } | null {
  const { grant, proof } = membersOf(body)
  if (typeof grant !== 'string' || !GRANT.test(grant)) return null
  if (typeof proof !== 'string' || proof.length > 100) return null
  return { grant, proof: Buffer.from(proof, 'base64') }
}

export function parseState(body: unknown): StateMessage | null {
  const { grant, state } = membersOf(body)
  if (typeof grant !== 'string' || !GRANT.test(grant)) return null
  if (typeof state !== 'string' || !WORDS.includes(state)) return null
  return { grant, state: state as GrantWord }
}

function membersOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}
