import { Server } from '../../src-main/contract/served-server'
import { encodeDatom } from '../../src-main/datom'
import type { ServerOptions } from '../../src-main/space/api'
import { receiveRaw, sendRaw } from './raw-stream'
import { sampleContacts } from './sample-contacts'
import { clock, timed } from './statistics'

/**
 * The program of one person: the real server, in a process of its own, doing what the bench that forked
 * it asks for in messages `{ number, call, params }`, answered by `{ number, value }`. Every time is
 * taken in here, by a clock that all processes share.
 */
let server: Server
let uploads = 0

// A bench's own program says and is told what that bench expects.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Params = any

const calls: Record<string, (params: Params) => unknown> = {
  async open({ seed, ...options }: ServerOptions & { seed: string }) {
    server = new Server({ ...options, seed: Buffer.from(seed, 'hex') })
    await server.ready()
  },
  close: () => server.close(),
  /** A call of the contract, as a program on this machine makes it. */
  call: ({ name, params }) => call(name, params),
  /** Waits until the space has joined the network. */
  online: () =>
    until(() => server.space.swarm.state === 'online', listener(server.space, 'network')),
  /** Ends all connections and joins the network again: the next transfer dials anew. */
  async hangUp() {
    await call('space.pause', { paused: true })
    await call('space.pause', { paused: false })
    await calls.online!(null)
  },
  /** A new set with sample contacts `from` … `from + count`. */
  fill,
  receive,
  edit,
  watch,
  /** Counts the blocks of a set that are served from now on. */
  countUploads({ setId }) {
    uploads = 0
    server.served.modules.sets.own(setId).set.core.on('upload', () => uploads++)
  },
  uploads: () => uploads,
  /** Ends a share in the middle of a transfer: blocks that were served during the call, and after it. */
  async revoke({ id, blocks }) {
    await until(() => uploads >= blocks)
    const before = uploads
    const from = clock()
    const report = await call('shares.revoke', { id })
    const milliseconds = clock() - from
    return { report, milliseconds, before, during: uploads - before }
  },
  editInView,
  /** Waits until all contacts are in the list. */
  listed: ({ count }) => listed(count),
  search,
  sendRaw,
  receiveRaw
}

async function call(name: string, params: unknown): Promise<Params> {
  const answer = await server.served.router.answer(name, params, 'socket')
  if (answer.ok) return answer.value
  throw new Error(`${name}: ${answer.error.code} ${answer.error.message}`)
}

async function fill({ name, from, count }: { name: string; from: number; count: number }) {
  const { id } = await call('sets.create', { name })
  const { set } = server.served.modules.sets.own(id)
  let content = 0
  for (let at = 0; at < count; at += 250) {
    const contacts = sampleContacts(from + at, Math.min(250, count - at))
    await set.put(contacts)
    for (const contact of contacts) content += encodeDatom(contact).byteLength
  }
  await server.space.store.flush()
  return { id, blocks: set.length, content, bytes: set.byteLength }
}

/** From the pasted key to all contacts in the list, its terms looked at and accepted in between. */
async function receive({ key, count }: { key: string; count: number }) {
  const before = server.served.modules.contacts.count
  const from = clock()
  await call('received.preview', { key })
  const looked = clock()
  const { id } = await call('received.accept', { key })
  await listed(before + count, { origin: id })
  return { id, preview: looked - from, total: clock() - from }
}

async function listed(count: number, filter: object = {}): Promise<void> {
  const { contacts } = server.served.modules
  await until(() => contacts.count >= count, listener(contacts, 'change'))
  const page = await call('contacts.page', { filter, limit: 100 })
  if (page.rows.length !== 100) throw new Error('Contacts are counted that are not listed')
}

/** Changes the name of one's own contact; returns when that was asked for. */
async function edit({ id, name }: { id: string; name: string }): Promise<number> {
  const { card } = await call('contacts.get', { id })
  const from = clock()
  await call('contacts.save', { id, card: { ...card, name: { full: name } } })
  return from
}

/** Milliseconds from the saving of a contact until a share of a part of the set holds it too. */
async function editInView(params: { id: string; name: string; shareId: string }): Promise<number> {
  const share = server.served.modules.shares.of(params.shareId)
  const { offer } = await (await share.log()).state()
  const view = server.space.store.get({ key: offer!.set })
  await view.ready()
  const { length } = view
  const { card } = await call('contacts.get', { id: params.id })
  const from = clock()
  const kept = until(() => view.length > length, listener(view, 'append')).then(clock)
  await call('contacts.save', { id: params.id, card: { ...card, name: { full: params.name } } })
  const milliseconds = (await kept) - from
  await view.close()
  return milliseconds
}

/** The time at which a contact is in the list under this name. */
async function watch({ id, name }: { id: string; name: string }): Promise<number> {
  const { contacts } = server.served.modules
  const shown = () => contacts.projection.nameOf(id) === name
  await until(shown, listener(contacts, 'change'))
  return clock()
}

/** Milliseconds that each query took; another text each time, so that no result is remembered. */
async function search(params: { queries: string[]; rounds: number }): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < params.rounds; round++) {
    for (const query of params.queries) {
      const filter = { query: query + ' '.repeat(round % 2) }
      times.push(await timed(() => call('contacts.page', { filter, limit: 100 })))
    }
  }
  return times
}

type Wait = (wake: () => void) => () => void

function listener(
  from: {
    on(name: string, listener: () => void): unknown
    off: (n: string, l: () => void) => unknown
  },
  event: string
): Wait {
  return wake => {
    from.on(event, wake)
    return () => from.off(event, wake)
  }
}

const EVERY_TURN: Wait = wake => {
  const timer = setInterval(wake, 1)
  return () => clearInterval(timer)
}

/** Without an event to wait for it looks every millisecond. */
async function until(condition: () => boolean, wait: Wait = EVERY_TURN): Promise<void> {
  if (condition()) return
  await new Promise<void>(resolve => {
    const stop = wait(() => {
      if (!condition()) return
      stop()
      resolve()
    })
  })
}

process.on('message', ({ number, call: name, params }: Params) => {
  const answer = async () => calls[name]!(params ?? {})
  answer().then(
    value => process.send!({ number, value }),
    (error: Error) => process.send!({ number, error: error.stack })
  )
})
