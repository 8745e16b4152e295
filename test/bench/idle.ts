import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import createTestnet from 'hyperdht/testnet'
import { launch } from '../e2e/app'
import { makeFullSpace } from './full-space'
import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { clock } from './statistics'

const COUNT = 100_000
const SETTLING = 30_000
const SAMPLE = 20_000
/** USER_HZ of Linux: the unit of /proc/PID/stat. */
const TICKS_PER_SECOND = 100

/** The app in the tray: its window closed, 100k contacts, joined to a network where nothing happens. */
export async function measureIdle(): Promise<Measurement[]> {
  if (process.platform !== 'linux') return []
  return withFolder(async folder => {
    const testnet = await createTestnet(3, { host: '127.0.0.1' })
    await makeFullSpace(folder, COUNT, { keychain: 'keytar' })
    const alice = await launch({
      name: 'alice',
      storage: folder,
      keychain: 'keytar',
      bootstrap: testnet.bootstrap.map(({ host, port }) => `${host}:${port}`),
      application: resolve('.')
    })
    await alice.window.locator(`[role=option][aria-setsize="${COUNT}"]`).first().waitFor()
    await alice.app.evaluate(({ app, BrowserWindow }) => {
      // Without a desktop nobody draws the tray, and then a closed window ends the app.
      app.removeAllListeners('window-all-closed')
      app.on('window-all-closed', () => {})
      for (const window of BrowserWindow.getAllWindows()) window.close()
    })
    await sleep(SETTLING)
    const pid = alice.app.process().pid!
    const before = ticksOf(pid)
    const from = clock()
    await sleep(SAMPLE)
    const after = ticksOf(pid)
    const seconds = (clock() - from) / 1000
    const memory = residentOf(pid) / 2 ** 20
    await alice.kill()
    await testnet.destroy()
    const percent = ((after - before) / TICKS_PER_SECOND / seconds) * 100
    return [
      { work: 'app in the tray, of one core', value: percent, unit: '%', target: 1 },
      { work: 'app in the tray with 100k contacts, memory', value: memory, unit: 'MB' }
    ]
  })
}

function ticksOf(root: number): number {
  return sum(familyOf(root), ({ fields }) => Number(fields[11]) + Number(fields[12]))
}

/** Proportional, so that pages that its processes share are counted once. */
function residentOf(root: number): number {
  return sum(familyOf(root), ({ pid }) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) * 1024
  })
}

interface Entry {
  pid: number
  /** What stands behind the name in /proc/PID/stat: state, parent, … */
  fields: string[]
}

/** A process with all its descendants. */
function familyOf(root: number): Entry[] {
  const entries = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => entryOf(Number(name)))
  const family = entries.filter(({ pid }) => pid === root)
  for (const { pid } of family)
    family.push(...entries.filter(({ fields }) => Number(fields[1]) === pid))
  return family
}

function entryOf(pid: number): Entry[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return [{ pid, fields: stat.slice(stat.lastIndexOf(')') + 2).split(' ') }]
  } catch {
    return [] // it ended since it was listed
  }
}

function sum(entries: Entry[], value: (entry: Entry) => number): number {
  return entries.reduce((total, entry) => total + value(entry), 0)
}
