import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import createTestnet from 'hyperdht/testnet'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bytesUnder } from '../datom/room'
import { bundle, start, type Program } from '../process'
import { until } from './network'

const PROGRAM = 'test/programs/sharing.ts'
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the program answers
type Answer = any
let folder: string
let testnet: Awaited<ReturnType<typeof createTestnet>>
let machines: Machine[]

beforeAll(() => bundle(PROGRAM), 60_000)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-two-'))
  testnet = await createTestnet(3)
  machines = []
})
afterEach(async () => {
  for (const machine of machines) await machine.program.stop('SIGKILL')
  await testnet.destroy()
  await rm(folder, { recursive: true, force: true })
})

/** A person's app in a process of its own, on a store of its own. */
class Machine {
  #calls = 0

  private constructor(
    readonly program: Program,
    readonly storage: string
  ) {}

  static async of(name: string, seed: number): Promise<Machine> {
    const storage = join(folder, name)
    const bootstrap = testnet.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')
    const program = await start(PROGRAM, {
      args: [storage, Buffer.alloc(32, seed).toString('hex'), name],
      env: { DATOMSPACE_BOOTSTRAP: bootstrap }
    })
    const machine = new Machine(program, storage)
    machines.push(machine)
    await program.next('ready')
    return machine
  }

  async call(call: string, params: object = {}): Promise<Answer> {
    const number = ++this.#calls
    this.program.tell({ ...params, call, number })
    return (await this.program.next(`reply${number}`, 60_000))[`reply${number}`]
  }

  /** As when the power fails. */
  kill(): Promise<void> {
    return this.program.stop('SIGKILL')
  }

  async received(id: string): Promise<Answer> {
    return (await this.call('received')).find((row: { id: string }) => row.id === id)
  }
}

const alice = () => Machine.of('alice', 1)
const bob = () => Machine.of('bob', 2)
const counts = (machine: Machine, id: string, count: number) =>
  until(async () => (await machine.call('count', { id })) === count, `${count} are there`, 60_000)
const reaches = (machine: Machine, id: string, state: string) =>
  until(async () => (await machine.received(id)).state === state, `it is ${state}`, 30_000)

describe('two processes', { timeout: 120_000 }, () => {
  it('share live, over the offline times of both', async () => {
    let hers = await alice()
    let his = await bob()
    const set = await hers.call('create', { name: 'Friend', count: 500 })
    const { key } = await hers.call('share', { setId: set.id })
    expect(await his.call('preview', { key })).toMatchObject({ ownerName: 'alice', count: 500 })
    const { id } = await his.call('accept', { key })
    await counts(his, id, 500)

    await hers.call('edit', { id: set.id, name: 'Edited' })
    expect(await his.program.next('edit')).toMatchObject({ edit: 'Edited' })

    await hers.kill()
    await reaches(his, id, 'owner-offline')
    await his.kill()
    his = await bob()
    await counts(his, id, 500)
    expect(await his.call('names', { id })).toContain('Edited')

    hers = await alice()
    await hers.call('edit', { id: set.id, name: 'Edited again' })
    await until(
      async () => (await his.call('names', { id })).includes('Edited again'),
      'the edit arrives'
    )
    await reaches(his, id, 'live')
  })

  // Bytes that no packing makes fewer, so that the transfer takes its time.
  const bulk = { name: 'Friend', count: 10_000, noise: 1_500 }

  it('go on where they were when Bob is killed in the middle of a transfer', async () => {
    const hers = await alice()
    let his = await bob()
    const set = await hers.call('create', bulk)
    const { key } = await hers.call('share', { setId: set.id })
    const { id } = await his.call('accept', { key })
    await until(async () => (await his.received(id)).progress.blocks > 100, 'some blocks are there')
    await his.kill()
    const before = await hers.call('uploads')
    expect(before).toBeLessThan(set.blocks)
    his = await bob()
    await counts(his, id, bulk.count)
    await reaches(his, id, 'live')
    // What was on the way when he was killed is sent again, and nothing else.
    expect((await hers.call('uploads')) - set.blocks).toBeLessThan(before / 2 + 300)
  })

  it('stop at once when the share is ended in the middle of a transfer', async () => {
    const hers = await alice()
    const his = await bob()
    const set = await hers.call('create', bulk)
    const share = await hers.call('share', { setId: set.id })
    const { id } = await his.call('accept', { key: share.key })
    await until(async () => (await his.received(id)).progress.blocks > 100, 'some blocks are there')
    const { report, uploads } = await hers.call('revoke', { id: share.id })
    expect(report).toMatchObject({ detached: 1, epoch: 2 })
    await hers.call('edit', { id: set.id, name: 'After the end' })
    await reaches(his, id, 'revoked')
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(await hers.call('uploads')).toBe(uploads)
    expect(uploads).toBeLessThan(set.blocks)
    expect(await his.call('count', { id })).toBe(0)
    // Nor after he connects anew.
    await his.kill()
    const again = await bob()
    await reaches(again, id, 'revoked')
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(await hers.call('uploads')).toBe(uploads)
  })

  it('that are killed in the middle of taking fields away agree on what is left', async () => {
    let hers = await alice()
    let his = await bob()
    const set = await hers.call('create', { name: 'Friend', count: 400, note: 'nightingale' })
    const { key, id: shareId } = await hers.call('share', { setId: set.id, until: null })
    const { id } = await his.call('accept', { key })
    await counts(his, id, 400)
    const steps = ['name', 'phones', 'notes', 'photo', 'work', 'dates', 'emails', 'online']
    // Of what is left each time one more is taken away, while one of the two is killed.
    for (const [index, delay] of [0, 15, 40, 90, 180].entries()) {
      const fields = steps.slice(0, steps.length - index)
      hers.program.tell({ call: 'narrow', number: 0, id: shareId, fields })
      await new Promise(resolve => setTimeout(resolve, delay))
      if (index % 2 === 0) {
        await hers.kill()
        hers = await alice()
      } else {
        await his.kill()
        his = await bob()
      }
    }
    await hers.call('narrow', { id: shareId, fields: ['name'] })
    await his.kill()
    his = await bob()
    await hers.call('edit', { id: set.id, name: 'Edited' })
    await until(async () => (await his.call('names', { id })).includes('Edited'), 'it goes on')
    await counts(his, id, 400)
    await reaches(his, id, 'live')
    expect(JSON.stringify(await his.call('cards', { id }))).not.toContain('nightingale')
    expect(await his.call('has', { key: set.key })).toBe(false)
    expect((await his.received(id)).terms.fields).toEqual(['name'])
  })

  it('that are killed right after sharing have lost nothing of it', async () => {
    let hers = await alice()
    const set = await hers.call('create', { name: 'Friend', count: 10 })
    const { key, id: shareId } = await hers.call('share', { setId: set.id })
    await hers.kill()
    hers = await alice()
    expect((await hers.call('shares'))[0]).toMatchObject({ id: shareId, state: 'active' })
    const his = await bob()
    const { id } = await his.call('accept', { key })
    await his.kill()
    const again = await bob()
    await counts(again, id, 10)
  })

  it('leave no name, no note, no key and no secret on either disk', async () => {
    const hers = await alice()
    const his = await bob()
    const set = await hers.call('create', { name: 'Whisperwind', count: 50, note: 'nightingale' })
    const share = await hers.call('share', { setId: set.id })
    const { id } = await his.call('accept', { key: share.key })
    await counts(his, id, 50)
    await reaches(his, id, 'live')
    const secrets: string[] = [...(await hers.call('secrets')), ...(await his.call('secrets'))]
    await hers.call('close')
    await his.call('close')
    for (const { storage } of [hers, his]) {
      const bytes = await bytesUnder(storage)
      expect(bytes.byteLength).toBeGreaterThan(10_000)
      for (const text of ['Whisperwind', 'nightingale', share.key, share.key.slice(6, 60)]) {
        expect(bytes.includes(text)).toBe(false)
      }
      for (const secret of secrets) {
        const raw = Buffer.from(secret, 'hex')
        const forms = [raw, raw.toString('hex'), raw.toString('base64')]
        expect(forms.some(form => bytes.includes(form))).toBe(false)
      }
    }
  })
})
