import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Files } from '../../src-main/space/files'

let folder: string
let card: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-files-'))
  card = join(folder, 'alice.vcf')
  await writeFile(card, 'BEGIN:VCARD\r\nEND:VCARD\r\n')
})
afterAll(() => rm(folder, { recursive: true }))

describe('files that a person offers', () => {
  it('are taken by their token once', async () => {
    const files = new Files()
    const { token } = await files.offer({ path: card })
    expect(files.take(token)).toEqual({ path: card, name: 'alice.vcf', bytes: 24 })
    expect(() => files.take(token)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('cannot be reached by a token that nobody gave, nor by a path', async () => {
    const files = new Files()
    await files.offer({ path: card })
    for (const guess of [card, '', '0'.repeat(32), '__proto__']) {
      expect(() => files.take(guess)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    }
  })

  it('stay unspent when one of several tokens is wrong or named twice', async () => {
    const files = new Files()
    const { token } = await files.offer({ path: card })
    expect(() => files.takeAll([token, 'wrong'])).toThrow(/drop it again/)
    expect(() => files.takeAll([token, token])).toThrow(/drop it again/)
    expect(files.takeAll([token])).toHaveLength(1)
  })

  it('are forgotten after ten minutes', async () => {
    let now = 0
    const files = new Files(() => now)
    const { token } = await files.offer({ path: card })
    now = 10 * 60_000
    expect(() => files.take(token)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('must be files that are there', async () => {
    const files = new Files()
    const refused = expect.objectContaining({ code: 'FILE_UNREADABLE' })
    await expect(files.offer({ path: join(folder, 'bob.vcf') })).rejects.toEqual(refused)
    await expect(files.offer({ path: folder })).rejects.toEqual(refused)
  })
})
