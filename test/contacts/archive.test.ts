import { zipSync, type Zippable } from 'fflate'
import fc from 'fast-check'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { readArchive } from '../../src-main/contacts/archive'

const vcf = Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Alice\r\nEND:VCARD\r\n')

function paths(files: Zippable): string[] {
  return readArchive(zipSync(files)).entries.map(({ path }) => path)
}

function reasons(bytes: Uint8Array, limits = {}): [string, string][] {
  return readArchive(bytes, { limits }).problems.map(({ path, reason }) => [path, reason])
}

/** A zip whose names are in a code page and say so by saying nothing. */
function zipWithNames(names: string[], codePage: string): Uint8Array {
  const files = Object.fromEntries(
    names.map((_, index) => [`name-${index}.vcf`.padEnd(20, '_') + '.vcf', vcf])
  )
  const zip = Buffer.from(zipSync(files, { level: 0 }))
  Object.keys(files).forEach((placeholder, index) => {
    const name = Buffer.alloc(placeholder.length, 0x20)
    const encoded = iconv.encode(names[index]!, codePage)
    encoded.copy(name, placeholder.length - encoded.length)
    for (let at = zip.indexOf(placeholder); at >= 0; at = zip.indexOf(placeholder, at + 1))
      name.copy(zip, at)
  })
  return zip
}

describe('a zip archive', () => {
  it('gives its contact files, stored or deflated', () => {
    const zip = zipSync({
      'a.vcf': vcf,
      'b/c.CSV': [Buffer.from('x'), { level: 0 }],
      'd.vcard': vcf,
      'e.txt': vcf
    })
    const { entries, problems } = readArchive(zip)
    expect(entries.map(({ path }) => path)).toEqual(['a.vcf', 'b/c.CSV', 'd.vcard', 'e.txt'])
    expect(Buffer.from(entries[0]!.bytes)).toEqual(vcf)
    expect(problems).toEqual([])
  })

  it('says which files it leaves out, but not the clutter of systems', () => {
    const zip = zipSync({
      'a.vcf': vcf,
      'b.exe': vcf,
      'c.zip': zipSync({ 'd.vcf': vcf }),
      '__MACOSX/._a.vcf': vcf,
      'x/.DS_Store': vcf
    })
    expect(reasons(zip)).toEqual([
      ['b.exe', 'not-contacts'],
      ['c.zip', 'nested-archive']
    ])
  })

  it('has its paths made harmless', () => {
    expect(
      paths({
        '../../etc/alice.vcf': vcf,
        '/root/bob.vcf': vcf,
        'C:\\Windows\\eve.vcf': vcf,
        'a/./b/../c.vcf': vcf,
        'evil\u202efcv.txt': vcf,
        'nul\u0000.vcf': vcf
      })
    ).toEqual([
      'etc/alice.vcf',
      'root/bob.vcf',
      'Windows/eve.vcf',
      'a/b/c.vcf',
      'evilfcv.txt',
      'nul.vcf'
    ])
  })

  it('has names in UTF-8, and in GBK where nothing is declared', () => {
    expect(paths({ '通讯录.vcf': vcf })).toEqual(['通讯录.vcf'])
    const zip = zipWithNames(['通讯录.vcf', '我的联系人.vcf'], 'gbk')
    const read = readArchive(zip, { locale: 'zh-CN' })
    expect(read.entries.map(({ path }) => path)).toEqual(['通讯录.vcf', '我的联系人.vcf'])
  })

  it('refuses a bomb by its ratio, whatever size it declares, and reads the rest', () => {
    const bomb = Buffer.from(zipSync({ 'bomb.vcf': new Uint8Array(30_000_000), 'a.vcf': vcf }))
    const { entries, problems } = readArchive(bomb)
    expect(entries.map(({ path }) => path)).toEqual(['a.vcf'])
    expect(problems).toMatchObject([{ path: 'bomb.vcf', reason: 'suspicious-ratio' }])
    const central = bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    bomb.writeUInt32LE(10, central + 24)
    expect(reasons(bomb)).toEqual([['bomb.vcf', 'suspicious-ratio']])
  })

  it('refuses files beyond the limits of size and number', () => {
    const noise = Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 7919) % 251))
    const zip = zipSync({ 'a.vcf': noise, 'b.vcf': noise, 'c.vcf': vcf })
    expect(reasons(zip, { entryBytes: 100 })).toEqual([
      ['a.vcf', 'too-large'],
      ['b.vcf', 'too-large']
    ])
    expect(reasons(zip, { totalBytes: 4000 })).toEqual([['b.vcf', 'too-large']])
    expect(reasons(zip, { entries: 1 })).toEqual([
      ['b.vcf', 'too-many'],
      ['c.vcf', 'too-many']
    ])
  })

  it('names files that are encrypted, of an unknown method, or damaged', () => {
    const zip = (edit: (bytes: Buffer, central: number) => void) => {
      const bytes = Buffer.from(zipSync({ 'a.vcf': vcf }))
      edit(bytes, bytes.indexOf(Buffer.from([0x50, 0x4b, 1, 2])))
      return reasons(bytes)
    }
    expect(zip((bytes, at) => bytes.writeUInt16LE(1, at + 8))).toEqual([['a.vcf', 'encrypted']])
    expect(zip((bytes, at) => bytes.writeUInt16LE(99, at + 10))).toEqual([['a.vcf', 'unsupported']])
    expect(zip((bytes, at) => bytes.writeUInt32LE(7, at + 16))).toEqual([['a.vcf', 'damaged']])
    expect(zip((bytes, at) => bytes.writeUInt32LE(0xfffffff0, at + 42))).toEqual([
      ['a.vcf', 'damaged']
    ])
    expect(zip((bytes, at) => bytes.writeUInt32LE(0xffffff, at + 20))).toEqual([
      ['a.vcf', 'damaged']
    ])
  })

  it.each([[''], ['PK'], ['BEGIN:VCARD']])('is not taken from %j', text => {
    expect(() => readArchive(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE' })
    )
  })

  it('of flipped and cut bytes never makes the reader crash', () => {
    const zip = zipSync({
      'a.vcf': vcf,
      'b/c.csv': Buffer.from('Name,Email\n'.repeat(200)),
      'd.bin': vcf
    })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(zip.length),
        (flips, length) => {
          const bytes = Buffer.from(zip)
          for (const [at, value] of flips) bytes[at] = value
          try {
            readArchive(bytes.subarray(0, length + 60))
          } catch (error) {
            expect(error).toMatchObject({ code: 'FILE_UNREADABLE' })
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})
