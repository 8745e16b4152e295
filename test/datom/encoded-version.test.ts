import { describe, expect, it } from 'vitest'
import { changeDatom, encodeDatom, encodeValue, mintDatom } from '../../src-main/datom/datom'
import { encodedVersion } from '../../src-main/datom/encoded-version'

const card = { '@type': 'Card', version: '1.0', uid: 'alice' } as const
const minted = mintDatom({ content: { ...card, name: { full: ',"version":7}' } } }, 0)

describe('the version of an encoded datom', () => {
  it('is its own, whatever its content says', () => {
    expect(encodedVersion(encodeDatom(minted), minted.id)).toBe(1)
    let datom = minted
    for (let version = 2; version < 12; version++) {
      datom = changeDatom(datom, { tags: ['},"version":99}'] }, 0)
      expect(encodedVersion(encodeDatom(datom), datom.id)).toBe(version)
    }
  })

  it('is found where members come after it, and not where there is no datom', () => {
    const later = { ...minted, version: 5, zone: { version: 8 } }
    expect(encodedVersion(encodeValue(later), minted.id)).toBe(5)
    expect(() => encodedVersion(Buffer.from('\x01{}'), minted.id)).toThrow('cannot be read')
    expect(() => encodedVersion(Buffer.alloc(0), minted.id)).toThrow('cannot be read')
  })
})
