import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Inflate, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inspectFile, listArchive, readRecords } from '../../src-main/space/imports/file'
import { DEFAULT_IMPORT_LIMITS } from '../../src-main/space/imports/limits'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const options = { limits: DEFAULT_IMPORT_LIMITS }

describe('an archive', () => {
  it('of hundreds of files is not inflated whole for each of them', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => {
        const text = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Carol ${n}\r\nEND:VCARD\r\n`
        return [`${n}.vcf`, Buffer.from(text)]
      })
    )
    const path = join(folder, 'many.zip')
    await writeFile(path, zipSync(files))
    let inflated = 0
    const { push } = Inflate.prototype
    Inflate.prototype.push = function (...params) {
      inflated++
      return push.apply(this, params)
    }
    const names: string[] = []
    try {
      const { entries } = await listArchive({ path, name: 'many.zip' }, options)
      for (const place of entries) {
        const inspection = await inspectFile(place, {}, options)
        for await (const { events } of readRecords(place, inspection, options)) {
          const records = events.filter(event => event.type === 'record')
          names.push(...records.map(({ card }) => card.name?.full ?? ''))
        }
      }
    } finally {
      Inflate.prototype.push = push
    }
    expect(names).toHaveLength(200)
    expect(new Set(names).size).toBe(200)
    expect(inflated).toBeLessThanOrEqual(3 * 200)
  })
})
