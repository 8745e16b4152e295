import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSeed } from '../../src-main/identity'
import { Space } from '../../src-main/space/space'

/** A disk of 12 MiB, where this process may make one. */
async function smallDisk(): Promise<{ path: string; end(): Promise<void> } | null> {
  const path = await mkdtemp(join(tmpdir(), 'datomspace-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', path], { stdio: 'ignore' })
  } catch {
    await rm(path, { recursive: true })
    return null
  }
  return {
    path,
    end: async () => {
      execFileSync('umount', [path])
      await rm(path, { recursive: true })
    }
  }
}

describe('a full disk', () => {
  it('refuses a write in words, loses nothing of before, and is used again when there is space', async context => {
    const disk = await smallDisk()
    if (!disk) return context.skip()
    const seed = createSeed()
    const options = {
      storage: join(disk.path, 'alice'),
      host: 'alice',
      seed,
      network: 'off' as const
    }
    await mkdir(options.storage)
    try {
      const space = new Space(options)
      await space.ready()
      const value = Buffer.alloc(100_000, 7).toString('latin1')
      let saved = 0
      const fill = async () => {
        for (; saved < 500; saved++) {
          await space.database.put('x', String(saved), value + Math.random())
        }
      }
      await expect(fill()).rejects.toMatchObject({ code: 'STORAGE_FULL' })
      expect(saved).toBeGreaterThan(10)
      await space.close().catch(() => {})
      execFileSync('mount', ['-o', 'remount,size=64m', disk.path])
      const again = new Space(options)
      await again.ready()
      expect((await again.database.list('x')).length).toBeGreaterThanOrEqual(saved)
      await again.database.put('x', 'more', 1)
      await again.close()
    } finally {
      await disk.end()
    }
  })
})
