/** Said by a holder to the owner of a grant: here are my receipts for it. */
export const RECEIPTS = 'grant.receipts'

export interface ReceiptsMessage {
  /** Discovery key of the grant core, hex. */
  grant: string
  /** That the sender holds the ticket, on this connection: base64. */
  proof: string
  /** Key of the core with the receipts, hex. */
  core: string
}

const KEY = /^[0-9a-f]{64}$/

/** Null for what is no such message. */
export function parseReceipts(
  body: unknown
): { grant: string; proof: Buffer; core: Buffer } | null {
  if (typeof body !== 'object' || body === null) return null
  const { grant, proof, core } = body as Partial<Record<keyof ReceiptsMessage, unknown>>
  if (typeof grant !== 'string' || !KEY.test(grant)) return null
  if (typeof core !== 'string' || !KEY.test(core)) return null
  if (typeof proof !== 'string' || proof.length > 100) return null
  return { grant, proof: Buffer.from(proof, 'base64'), core: Buffer.from(core, 'hex') }
}
