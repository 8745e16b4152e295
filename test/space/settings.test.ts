import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, SettingsFile } from '../../src-main/space/settings'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-settings-'))
  path = join(folder, 'deep', 'settings.json')
})
afterEach(() => rm(folder, { recursive: true }))

describe('settings', () => {
  it('are defaults where there is no file, and the machine may suggest its own', async () => {
    expect(await new SettingsFile(path).get()).toEqual(DEFAULT_SETTINGS)
    const german = await new SettingsFile(path, { region: 'DE' }).get()
    expect(german).toEqual({ ...DEFAULT_SETTINGS, region: 'DE' })
  })

  it('are there again in the next run, and tell who listens', async () => {
    const first = new SettingsFile(path)
    const told: unknown[] = []
    first.on('change', settings => told.push(settings))
    await first.save({ theme: 'dark', bootstrap: ['127.0.0.1:49737'] })
    const saved = { ...DEFAULT_SETTINGS, theme: 'dark', bootstrap: ['127.0.0.1:49737'] }
    expect(told).toEqual([saved])
    expect(await new SettingsFile(path).get()).toEqual(saved)
  })

  it('refuse what they cannot be, and keep what they were', async () => {
    const settings = new SettingsFile(path)
    await settings.save({ locale: 'en' })
    await expect(settings.save({ locale: 'xx' as 'en' })).rejects.toThrow(/"locale"/)
    await expect(settings.save({ bootstrap: ['host:99999'] })).rejects.toThrow(/"bootstrap"/)
    await expect(settings.save({ __proto__x: 1 } as never)).rejects.toThrow(/cannot be that/)
    expect((await new SettingsFile(path).get()).locale).toBe('en')
  })

  it('lose only the member that is wrong in the file', async () => {
    path = join(folder, 'settings.json')
    await writeFile(path, JSON.stringify({ version: 1, theme: 'dark', locale: 7, region: 'xx' }))
    expect(await new SettingsFile(path).get()).toEqual({ ...DEFAULT_SETTINGS, theme: 'dark' })
  })

  it.each(['', '{', 'null', '[]', '"text"', '{"version":-1}', '{"version":"1e9"}'])(
    'start with defaults from a file that holds %s',
    async text => {
      path = join(folder, 'settings.json')
      await writeFile(path, text)
      expect(await new SettingsFile(path).get()).toEqual(DEFAULT_SETTINGS)
    }
  )

  it('keep the version and the members that a newer program wrote', async () => {
    path = join(folder, 'settings.json')
    await writeFile(path, JSON.stringify({ version: 9, theme: 'light', density: 'compact' }))
    await new SettingsFile(path).save({ theme: 'dark' })
    const written = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
    expect(written).toMatchObject({ version: 9, theme: 'dark', density: 'compact' })
  })

  it('end as one whole file when many changes come at once', async () => {
    const settings = new SettingsFile(path)
    const regions = ['CN', 'DE', 'FR', 'JP', 'US']
    await Promise.all(regions.map(region => settings.save({ region })))
    expect((await new SettingsFile(path).get()).region).toBe('US')
    expect(await readdir(join(folder, 'deep'))).toEqual(['settings.json'])
  })
})
