import { describe, expect, it } from 'vitest'
import { createGrantSecret, proveTicket, verifyTicket } from '../../src-main/grant'

const context = {
  handshakeHash: Buffer.alloc(64, 1),
  prover: Buffer.alloc(32, 2),
  grant: Buffer.alloc(32, 3)
}

describe('a proof of holding a ticket', () => {
  const secret = createGrantSecret()
  const proof = proveTicket(secret, context)

  it('convinces who knows the secret, and shows nothing of it', () => {
    expect(verifyTicket(secret, context, proof)).toBe(true)
    expect(proof.includes(secret.subarray(0, 8))).toBe(false)
  })

  it('is worth nothing on another connection, from another end, for another grant or secret', () => {
    for (const member of ['handshakeHash', 'prover', 'grant'] as const) {
      const other = { ...context, [member]: Buffer.alloc(context[member].length, 9) }
      expect(verifyTicket(secret, other, proof)).toBe(false)
    }
    expect(verifyTicket(createGrantSecret(), context, proof)).toBe(false)
  })

  it('that is no proof is refused without an error', () => {
    for (const junk of [null, undefined, 'x', 7, {}, Buffer.alloc(0), Buffer.alloc(31), [1, 2]]) {
      expect(verifyTicket(secret, context, junk)).toBe(false)
    }
  })
})
