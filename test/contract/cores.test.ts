import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import z32 from 'z32'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Server } from '../../src-main/contract/served-server'
import { Client } from '../../src-main/space/client'

describe('what programs mint shows in the app, and the other way round', () => {
  let folder: string
  let server: Server
  let client: Client

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-cores-'))
    const host = `cores-${process.pid}`
    server = new Server({ storage: folder, host, keychain: 'memory', network: 'off' })
    await server.ready()
    client = new Client({ host })
    await client.ready()
  })

  afterAll(async () => {
    await client.close()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('a core that a program made and wrote is listed, and its blocks can be looked at', async () => {
    const changed = new Promise<void>(resolve => {
      server.served.feed.listen(({ name }) => name === 'cores.changed' && resolve())
    })
    const datom = client.corestore().get({ valueEncoding: 'json' })
    await datom.append({ name: '爱丽丝' })
    await datom.append({ name: 'Bob' })
    await changed
    const key = z32.encode(datom.key)
    const listed = await server.served.router.answer('cores.list', {}, 'window')
    expect(listed).toMatchObject({
      ok: true,
      value: [{ key, keyHex: datom.key.toString('hex'), length: 2 }]
    })
    const blocks = await server.served.router.answer('cores.blocks', { key, limit: 10 }, 'window')
    expect(blocks).toMatchObject({
      ok: true,
      value: {
        total: 2,
        rows: [{ index: 0, kind: 'text', text: '{"name":"爱丽丝"}' }, { index: 1 }]
      }
    })
  })

  it('bytes that are no text are shown as hex digits', async () => {
    const core = client.corestore().get({ valueEncoding: 'binary' })
    await core.append(Buffer.from([0xff, 0xfe, 0x00, 0x80]))
    const key = core.key.toString('hex')
    const blocks = await server.served.router.answer('cores.blocks', { key }, 'window')
    expect(blocks).toMatchObject({ value: { rows: [{ kind: 'binary', text: 'fffe0080' }] } })
  })

  it('the key of a set or of a stranger shows no blocks', async () => {
    const set = await server.served.modules.sets.create({ name: 'Friends' })
    for (const key of [set.coreKey, 'ab'.repeat(32)]) {
      const answer = await server.served.router.answer('cores.blocks', { key }, 'window')
      expect(answer).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } })
    }
  })

  it('a contact that the app made is there for a program', async () => {
    const card = {
      '@type': 'Card' as const,
      version: '1.0',
      uid: 'urn:uuid:1',
      name: { full: 'Ada Example' }
    }
    await server.served.router.answer('contacts.save', { card }, 'window')
    const page = await client.call('contacts.page', {})
    expect(page).toMatchObject({ total: 1, rows: [{ name: 'Ada Example' }] })
  })
})
