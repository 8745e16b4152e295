import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import Hypercore from 'hypercore'
import type { Card } from '../../src-main/contacts/card'
import { changeDatom, mintDatom, type SetChange } from '../../src-main/datom'
import { DatomspaceError } from '../../src-main/error'
import { Received, type ShownSet } from '../../src-main/space/received'
import { Sets } from '../../src-main/space/sets'
import { Shares } from '../../src-main/space/shares'
import { Space } from '../../src-main/space/space'

/**
 * A space that does what it is told: reads `{ call, number, …params }` a line, and
 * answers `{ reply<number>: value }`. Arguments: storage, seed (hex), name.
 */
const [storage, seed, host] = process.argv.slice(2) as [string, string, string]

const space = new Space({ storage, host, seed: Buffer.from(seed, 'hex') })
const sets = new Sets({ space })
const shares = new Shares({ space, sets, ownerName: () => host })
const received = new Received({ space })
const known = new Map<string, Map<string, Card>>()
let uploads = 0

received.on('show', ({ id, replay }: ShownSet) => {
  const cards = new Map<string, Card>()
  known.set(id, cards)
  replay.on('change', ({ put, removed }: SetChange) => {
    for (const datom of put) cards.set(datom.id, datom.content)
    for (const gone of removed) cards.delete(gone)
    // For whoever measures how long an edit takes.
    if (put.length === 1) say({ edit: put[0]!.content.name?.full, at: Date.now() })
  })
})
received.on('hide', (id: string) => known.delete(id))

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the test says
type Params = Record<string, any>
const calls: Record<string, (params: Params) => unknown> = {
  create: async ({ name, count, note = '', noise = 0 }) => {
    const { id } = await sets.create({ name })
    const { set } = sets.own(id)
    set.core.on('upload', () => uploads++)
    await set.put(
      Array.from({ length: count }, (_, n) => {
        const full = `${name} ${n}`
        const notes = { n1: { note: `${note}${randomBytes(noise).toString('base64')} ${n}` } }
        const content = {
          '@type': 'Card' as const,
          version: '1.0' as const,
          uid: full,
          name: { full },
          notes
        }
        return mintDatom({ content }, Date.now())
      })
    )
    await space.store.flush()
    return { id, blocks: set.length, key: set.key.toString('hex') }
  },
  watch: ({ id }) => void sets.own(id).set.core.on('upload', () => uploads++),
  edit: async ({ id, name }) => {
    const { set } = sets.own(id)
    for await (const datom of set.list({ limit: 1 })) {
      const content = { ...datom.content, name: { full: name } }
      await set.put([changeDatom(datom, { content }, Date.now())])
    }
    return { at: Date.now() }
  },
  uploads: () => uploads,
  share: async ({ setId, ...rest }) => {
    const row = await shares.create({ label: 'Shared', selection: { kind: 'set', setId }, ...rest })
    return { id: row.id, ...(await shares.key(row.id)) }
  },
  shares: () => shares.list(),
  revoke: async ({ id }) => ({ report: await shares.revoke(id), uploads }),
  preview: ({ key }) => received.preview(key),
  accept: ({ key }) => received.accept(key),
  received: () => received.list(),
  stop: ({ id }) => received.stop(id),
  names: ({ id }) => [...(known.get(id)?.values() ?? [])].map(nameIn).sort(),
  cards: ({ id }) => [...(known.get(id)?.values() ?? [])],
  has: ({ key }) =>
    space.store.storage.hasCore(Hypercore.discoveryKey(Buffer.from(key as string, 'hex'))),
  narrow: async ({ id, fields }) => {
    const { permission, prohibition = [] } = shares.of(id).record.policy
    return shares.narrow(id, { 'ds:fields': fields, permission, prohibition })
  },
  count: ({ id }) => known.get(id)?.size ?? 0,
  secrets: () => [
    seed,
    space.keys.identity.secretKey.subarray(0, 32).toString('hex'),
    space.keys.network.secretKey.subarray(0, 32).toString('hex'),
    space.keys.encryption('database').toString('hex'),
    ...sets
      .all()
      .flatMap(({ ring, id }) => [
        space.keys.signer(`set/${id}`).secretKey.subarray(0, 32).toString('hex'),
        ...ring.export().epochs.map(([, key]) => Buffer.from(key, 'base64').toString('hex'))
      ])
  ],
  close: async () => {
    for (const room of [received, shares, sets, space]) await room.close()
  }
}

function nameIn(card: Card): string {
  return card.name?.full ?? ''
}

function say(message: object): void {
  process.stdout.write(JSON.stringify(message) + '\n')
}

async function answer({ call, number, ...params }: Params): Promise<void> {
  try {
    say({ [`reply${number}`]: (await calls[call]!(params)) ?? null })
  } catch (thrown) {
    const { code, message } = DatomspaceError.from(thrown)
    say({ [`reply${number}`]: { error: code, message } })
  }
}

async function main(): Promise<void> {
  await space.ready()
  for (const room of [sets, shares, received]) await room.ready()
  createInterface({ input: process.stdin }).on('line', line => void answer(JSON.parse(line)))
  say({ ready: true })
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
