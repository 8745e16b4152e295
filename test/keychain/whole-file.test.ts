import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPassphraseFile, replaceFile } from '../../src-main/keychain'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whole-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a file that is replaced as a whole', () => {
  it('is for its person alone, also its folder, and has the newest content', async () => {
    const path = join(folder, 'deep/er/file')
    await replaceFile(path, 'old')
    await replaceFile(path, Buffer.from('new'))
    expect(await readFile(path, 'utf8')).toBe('new')
    expect(await readdir(join(folder, 'deep/er'))).toEqual(['file'])
    if (process.platform === 'win32') return
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'deep/er'))).mode & 0o777).toBe(0o700)
  })

  it('leaves nothing behind when it cannot be', async () => {
    const path = join(folder, 'taken')
    await mkdir(join(path, 'by a folder'), { recursive: true })
    await expect(replaceFile(path, 'new')).rejects.toThrow()
    expect(await readdir(folder)).not.toContainEqual(expect.stringMatching(/taken\./))
  })

  it('is one of two, whole, however many write it at once', async () => {
    const path = join(folder, 'busy')
    const texts = ['a', 'b', 'c', 'd'].map(letter => letter.repeat(100_000))
    await Promise.all(texts.map(text => replaceFile(path, text)))
    expect(texts).toContain(await readFile(path, 'utf8'))
  })
})

describe('a passphrase file', () => {
  it('loses the end of its line and nothing else', async () => {
    const path = join(folder, 'passphrase')
    for (const [text, passphrase] of [
      [' two words \n', ' two words '],
      ['dos\r\n', 'dos'],
      ['none', 'none'],
      ['two\n\n', 'two\n']
    ] as const) {
      await replaceFile(path, text)
      expect(await readPassphraseFile(path)).toBe(passphrase)
    }
    await expect(readPassphraseFile(join(folder, 'absent'))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE'
    })
  })
})
