import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Server } from '../../src-main/contract/served-server'
import { createSeed } from '../../src-main/identity'

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500 && !(await condition()); tries++) {
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

describe('a contact that gets a stricter level', () => {
  let folder: string
  let server: Server
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-levels-'))
    server = new Server({
      storage: join(folder, 'space'),
      host: `levels-${process.pid}`,
      seed: createSeed(),
      network: 'off'
    })
    await server.ready()
  })
  afterEach(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('leaves the shares of its whole set that may not give it, and is refused by none', async () => {
    const { modules, router } = server.served
    const { contacts, sets, shares, trail } = modules
    const { id: setId } = await sets.create({ name: 'Friends' })
    const { id: other } = await sets.create({ name: 'Others' })
    const save = async (set: string, uid: string) => {
      const card = { '@type': 'Card' as const, uid, name: { full: uid } }
      return (await contacts.save({ setId: set, card })).id
    }
    const [zed] = [await save(setId, 'Zed'), await save(setId, 'Plain'), await save(other, 'Far')]
    const share = (set: string) =>
      shares.create({ label: 'Ticket', selection: { kind: 'set', setId: set } })
    const [near, far] = [await share(setId), await share(other)]
    for (const [level, count] of [
      ['internal', 2],
      ['restricted', 1]
    ] as const) {
      expect(await router.answer('contacts.label', { ids: [zed], level }, 'socket')).toMatchObject({
        ok: true,
        value: { changed: 1 }
      })
      const row = async () => shares.get(near.id)
      await until(async () => (await row()).count === count)
      expect((await row()).count).toBe(count)
    }
    expect(await shares.get(near.id)).toMatchObject({ leftOut: 1, state: 'active' })
    expect(shares.of(near.id).record.granted).toMatch(/^view/)
    expect(shares.of(far.id).record.granted).toBe(sets.own(other).ringName)
    const told = async () => {
      const { rows } = await trail.page({ event: 'narrow', subject: `urn:uuid:${near.id}` })
      return rows.map(({ subjectKind, facts }) => [subjectKind, facts['leftOut']])
    }
    // Once before the level was written, and once after it.
    await until(async () => (await told()).length === 2)
    expect((await told()).sort()).toEqual([
      ['grant', 0],
      ['grant', 1]
    ])
  })
})
