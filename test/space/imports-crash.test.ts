import { rm } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { start } from '../process'
import { vcard, type Home } from './home'
import { openHome } from './worker'

const KILLS = 8
const COUNT = 2_000

/** Half of the contacts are there before; the file changes those and adds the others. */
const before = contacts(COUNT / 2, 'before')
const after = contacts(COUNT, 'after')

function contacts(count: number, org: string): string {
  return Array.from({ length: count }, (_, n) =>
    vcard(`Person ${n}`, [`UID:p${n}`, `EMAIL:p${n}@example.org`, `ORG:${org}`])
  ).join('')
}

let home: Home | undefined

afterEach(() => home?.close())

describe('an import whose process is killed', () => {
  it('is there as a whole or not at all, whenever that happens', async () => {
    home = await openHome()
    await home.import(before)
    const file = `${home.storage}/after.vcf`
    await home.drop(after, 'after.vcf')
    const outcomes = new Set<string>()
    for (let kill = 0; kill < KILLS; kill++) {
      await home.stop()
      // As soon as it begins, and then anywhere in the writing: after so many contacts, and a moment.
      const [written, later] = kill === 0 ? [0, 0] : [pick(0, COUNT / 2, COUNT), Math.random() * 40]
      const program = await start('test/programs/importing.ts', {
        args: [home.storage, home.seed.toString('hex'), file, String(written), String(later)]
      })
      // Null when it was killed, 0 when it was done before that.
      const code = await program.exited
      expect(code ?? 0, program.output).toBe(0)

      home = await openHome({ storage: home.storage, seed: home.seed })
      const [job] = await home.imports.list()
      const orgs = new Map<string, number>()
      for (const { content } of await everything(home)) {
        const org = Object.values(content.organizations!)[0]!.name!
        orgs.set(org, (orgs.get(org) ?? 0) + 1)
      }
      outcomes.add(job!.phase)
      const whole = job!.phase === 'done'
      expect(Object.fromEntries(orgs)).toEqual(whole ? { after: COUNT } : { before: COUNT / 2 })
      expect(home.contacts.count).toBe(whole ? COUNT : COUNT / 2)
      if (whole) await home.imports.undo({ id: job!.id })
    }
    expect(outcomes).toContain('cancelled')
    // And after all that it can still be done.
    expect((await home.import(after)).counts).toMatchObject({
      created: COUNT / 2,
      updated: COUNT / 2
    })
    await rm(file)
  }, 400_000)
})

function pick(...values: number[]): number {
  return values[Math.floor(Math.random() * values.length)]!
}

async function everything(from: Home) {
  const all = []
  for (const { set } of from.sets.all()) for await (const datom of set.list()) all.push(datom)
  return all
}
