import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Server } from '../../src-main/contract/served-server'
import { createSeed } from '../../src-main/identity'

describe('the status of a space', () => {
  let folder: string
  const seed = createSeed()
  const serve = async () => {
    const host = `status-${process.pid}`
    const server = new Server({
      storage: join(folder, 'space'),
      host,
      seed: Buffer.from(seed),
      network: 'off'
    })
    await server.ready()
    return server
  }
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-status-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is attention where the audit trail is not as it was written, though the network is away', async () => {
    let server = await serve()
    expect(server.served.status()).toMatchObject({ sync: 'offline' })
    expect(server.served.status().trouble).toBeUndefined()
    await server.served.modules.sets.create({ name: 'Friends' })
    await server.served.modules.trail.flush()
    const { database } = server.served.modules.space
    await database.put('trail', 'head', { entries: 7, hash: 'ab'.repeat(32) })
    await server.close()

    server = await serve()
    expect(server.served.status()).toMatchObject({ sync: 'attention', trouble: 'trail-broken' })
    await server.close()
  })

  it('is attention where a merge was refused at a start, until it is no more', async () => {
    let server = await serve()
    const { contacts, sets, space } = server.served.modules
    const { id: setId } = await sets.create({ name: 'Friends' })
    const card = { '@type': 'Card' as const, uid: 'zed', name: { full: 'Zed' } }
    const { id } = await contacts.save({ setId, card })
    const refused = { code: 'LEVEL_FORBIDS', message: 'It is shared', details: {} }
    const merge = { parts: [{ id, setId, version: 1 }], state: 'done', card, tags: [], refused }
    await space.database.put('merges', `${id}/000000`, { ...merge, version: 2 })
    await server.close()

    server = await serve()
    await server.served.modules.contacts.projection.settled()
    expect(server.served.status()).toMatchObject({ sync: 'attention', trouble: 'merge' })
    await server.served.modules.contacts.delete({ ids: [id] })
    expect(server.served.status().trouble).toBeUndefined()
    await server.close()
  })

  it('tells of trouble, and that it is over, by an event', async () => {
    const server = await serve()
    const told: string[] = []
    server.served.feed.listen(({ name }) => told.push(name))
    server.served.modules.trail.emit('trouble')
    expect(told).toContain('status.changed')
    await server.close()
  })
})
