import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  didOf,
  didOfVerificationMethod,
  isDid,
  publicKeyOf,
  verificationMethodOf
} from '../../src-main/identity'
import { DatomspaceError } from '../../src-main/error'

// From the did:key specification, section "Ed25519".
const KNOWN_DID = 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'
const KNOWN_KEY = '3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29'

function reasonOf(did: unknown): unknown {
  try {
    publicKeyOf(did as string)
  } catch (error) {
    if (error instanceof DatomspaceError && error.code === 'INVALID_ARGUMENT') {
      return error.details['reason']
    }
    throw error
  }
  return 'accepted'
}

describe('did:key', () => {
  it('is written and read as its specification does', () => {
    expect(didOf(Buffer.from(KNOWN_KEY, 'hex'))).toBe(KNOWN_DID)
    expect(publicKeyOf(KNOWN_DID).toString('hex')).toBe(KNOWN_KEY)
  })

  it('gives every key back and always begins with z6Mk', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), key => {
        const did = didOf(key)
        return did.startsWith('did:key:z6Mk') && publicKeyOf(did).equals(key)
      })
    )
  })

  it('has one verification method, which names the key twice', () => {
    const id = verificationMethodOf(KNOWN_DID)
    expect(id).toBe(`${KNOWN_DID}#${KNOWN_DID.slice(8)}`)
    expect(didOfVerificationMethod(id)).toBe(KNOWN_DID)
    const other = didOf(Buffer.alloc(32, 1))
    expect(() => didOfVerificationMethod(`${KNOWN_DID}#${other.slice(8)}`)).toThrow(/another key/)
    expect(() => didOfVerificationMethod(KNOWN_DID)).toThrow(DatomspaceError)
    expect(() => didOfVerificationMethod(null as unknown as string)).toThrow(DatomspaceError)
  })

  it('is refused with what is wrong when it is anything else', () => {
    expect(reasonOf('did:web:example.org')).toBe('method')
    expect(reasonOf(KNOWN_DID.toUpperCase())).toBe('method')
    expect(reasonOf(` ${KNOWN_DID}`)).toBe('method')
    expect(reasonOf(undefined)).toBe('method')
    expect(reasonOf(`${KNOWN_DID}#x`)).toBe('encoding')
    expect(reasonOf(`${KNOWN_DID}?x=1`)).toBe('encoding')
    expect(reasonOf(KNOWN_DID.replace('6', '0'))).toBe('encoding')
    expect(reasonOf('did:key:zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTgmU7TyfU76')).toBe('keyType')
    expect(reasonOf('did:key:z')).toBe('keyType')
    expect(reasonOf(KNOWN_DID.replace('z6', 'z16'))).toBe('keyType')
    expect(reasonOf('did:key:z' + '2'.repeat(1_000_000))).toBe('length')
    expect(isDid(KNOWN_DID)).toBe(true)
    expect(isDid({})).toBe(false)
  })

  it('is never accepted with one character missing or changed in length', () => {
    for (let index = 9; index < KNOWN_DID.length; index++) {
      const shorter = KNOWN_DID.slice(0, index) + KNOWN_DID.slice(index + 1)
      expect(isDid(shorter) && shorter !== KNOWN_DID).toBe(false)
    }
  })

  it('refuses any text without crashing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => !isDid(`did:key:z${text}`)))
  })

  it('is not made of a key of another length', () => {
    expect(() => didOf(Buffer.alloc(31))).toThrow(/32 bytes/)
  })
})
