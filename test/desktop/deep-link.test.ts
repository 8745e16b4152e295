import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkOf, requestOf } from '../../src-main/desktop/deep-link'

const KEY = 'datom1qpzry9x8gf2tvdw0s3jn54khce6mua7l'

describe('a link or a start of the program', () => {
  it.each([
    `datomspace://share/${KEY}`,
    `datomspace:${KEY}`,
    `datomspace://${KEY}/`,
    `DATOMSPACE://SHARE/${KEY.toUpperCase()}`,
    `datomspace://share?key=${KEY}`
  ])('%s asks to receive a share', link => {
    expect(linkOf(link)).toEqual({ kind: 'receive', key: KEY })
  })

  it('a link with the key of a person asks for it in the same way', () => {
    const person = 'person1qpzry9x8gf2tvdw0s3jn54khce6mua7l'
    expect(linkOf(`datomspace://person/${person}`)).toEqual({ kind: 'receive', key: person })
    expect(linkOf(`DATOMSPACE://PERSON/${person.toUpperCase()}`)).toEqual({
      kind: 'receive',
      key: person
    })
  })

  it('a link of ours without a key just shows the window', () => {
    expect(linkOf('datomspace://')).toEqual({ kind: 'show' })
  })

  it.each([`https://example.org/${KEY}`, `javascript:${KEY}`, KEY, '', 'datomspace'])(
    '%j is no link of ours',
    text => {
      expect(linkOf(text)).toBeUndefined()
    }
  )

  it('a link longer than any key is no link of ours', () => {
    expect(linkOf(`datomspace://share/${'q'.repeat(3_000)}`)).toBeUndefined()
  })

  it('files of contacts ask to be imported, options and other files do not', () => {
    const args = ['--hidden', '/a/friends.VCF', '/a/photo.png', '/b/list.csv', '--x=/c.vcf']
    expect(requestOf(args, '/')).toEqual({
      kind: 'import',
      paths: ['/a/friends.VCF', '/b/list.csv']
    })
  })

  it('a relative path is relative to where that start was made, not to where we run', () => {
    expect(requestOf(['friends.vcf', './b/../c.csv'], '/home/alice')).toEqual({
      kind: 'import',
      paths: ['/home/alice/friends.vcf', '/home/alice/c.csv']
    })
  })

  it('a file: address is a path; one of another machine is none', () => {
    const args = ['file:///a/%E5%8F%8B.vcf', 'file://elsewhere/share/b.vcf']
    expect(requestOf(args, '/')).toEqual({ kind: 'import', paths: ['/a/友.vcf'] })
  })

  it('a link wins over files, since a system starts us with one or the other', () => {
    expect(requestOf(['a.vcf', `datomspace:${KEY}`], '/')).toEqual({ kind: 'receive', key: KEY })
  })

  it('reads any arguments as one of the three requests and never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constant('datomspace:')), { maxLength: 5 }),
        args => {
          expect(['show', 'receive', 'import']).toContain(requestOf(args, '/').kind)
        }
      )
    )
  })
})
