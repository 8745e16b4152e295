import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatomspaceError } from '../../src-main/error'
import {
  deriveKeys,
  didOf,
  openFrom,
  openSealed,
  sealTo,
  sealToPerson
} from '../../src-main/identity'

const alice = () => deriveKeys(Buffer.alloc(32, 1))
const bob = () => deriveKeys(Buffer.alloc(32, 2))
const secret = Buffer.alloc(32, 3)
const bytes = fc.uint8Array({ maxLength: 300 })

function codeOf(open: () => unknown): string {
  try {
    open()
  } catch (error) {
    if (error instanceof DatomspaceError) return error.code
    throw error
  }
  return 'opened'
}

describe('sealing to a secret', () => {
  it('gives back what was sealed, to the same secret in the same context', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (message, context) =>
        openFrom(secret, sealTo(secret, message, context), context).equals(message)
      )
    )
  })

  it('opens for no other secret, no other context and no changed byte', () => {
    const sealed = sealTo(secret, Buffer.from('epoch key'), 'grant 1')
    expect(codeOf(() => openFrom(Buffer.alloc(32, 4), sealed, 'grant 1'))).toBe(
      'GRANT_SECRET_WRONG'
    )
    expect(codeOf(() => openFrom(secret, sealed, 'grant 2'))).toBe('GRANT_SECRET_WRONG')
    for (let index = 0; index < sealed.length; index++) {
      const flipped = Buffer.from(sealed)
      flipped[index] = (flipped[index] as number) ^ 0x80
      expect(codeOf(() => openFrom(secret, flipped, 'grant 1'))).toBe('GRANT_SECRET_WRONG')
      expect(codeOf(() => openFrom(secret, sealed.subarray(0, index), 'grant 1'))).toBe(
        'GRANT_SECRET_WRONG'
      )
    }
  })

  it('never looks the same twice', () => {
    const once = sealTo(secret, Buffer.from('same'), '')
    expect(once.equals(sealTo(secret, Buffer.from('same'), ''))).toBe(false)
    expect(once.includes('same')).toBe(false)
  })

  it('wants a secret of 32 bytes', () => {
    expect(codeOf(() => sealTo(Buffer.alloc(31), Buffer.alloc(1), ''))).toBe('INVALID_ARGUMENT')
  })
})

describe('sealing to a person', () => {
  it('gives back what was sealed to them, knowing their did only', () => {
    const keys = bob()
    fc.assert(
      fc.property(bytes, message =>
        keys.openSealed(sealToPerson(keys.did, message)).equals(message)
      )
    )
    const sealed = sealToPerson(keys.did, Buffer.from('for Bob'))
    expect(openSealed(keys.identity, sealed).toString()).toBe('for Bob')
  })

  it('opens for nobody else and with no changed byte', () => {
    const sealed = sealToPerson(bob().did, Buffer.from('for Bob'))
    expect(codeOf(() => alice().openSealed(sealed))).toBe('GRANT_SECRET_WRONG')
    for (let index = 0; index < sealed.length; index++) {
      const flipped = Buffer.from(sealed)
      flipped[index] = (flipped[index] as number) ^ 0x01
      expect(codeOf(() => bob().openSealed(flipped))).toBe('GRANT_SECRET_WRONG')
    }
    expect(codeOf(() => bob().openSealed(Buffer.alloc(0)))).toBe('GRANT_SECRET_WRONG')
  })

  it('refuses an identity whose key is no good point', () => {
    expect(codeOf(() => sealToPerson('did:web:bob.example', Buffer.alloc(1)))).toBe(
      'INVALID_ARGUMENT'
    )
    expect(codeOf(() => sealToPerson(didOf(Buffer.alloc(32)), Buffer.alloc(1)))).toBe(
      'INVALID_ARGUMENT'
    )
  })
})

describe('what a space seals for itself', () => {
  it('opens again in that space and context only', () => {
    const sealed = alice().seal(Buffer.from('grant secret'), 'grant 1')
    expect(alice().open(sealed, 'grant 1').toString()).toBe('grant secret')
    expect(codeOf(() => alice().open(sealed, 'grant 2'))).toBe('GRANT_SECRET_WRONG')
    expect(codeOf(() => bob().open(sealed, 'grant 1'))).toBe('GRANT_SECRET_WRONG')
  })
})
