import type { EventEmitter } from 'node:events'
import z32 from 'z32'
import { DatomspaceError } from '../error'
import type { Server } from '../space/server'
import { openModules, type Modules, type ModulesOptions } from '../space/modules'
import type { SpaceStatus, SyncState, Trouble } from '../space/shapes'
import { Feed } from './feed'
import { handlersOf } from './handlers'
import { Router, type Handlers } from './router'

export interface ServedContract {
  readonly modules: Modules
  readonly handlers: Handlers
  readonly router: Router
  readonly feed: Feed
  status(): SpaceStatus
  close(): Promise<void>
}

/**
 * Puts the contract on top of a running server: its modules become handlers, what they say becomes
 * events, and local programs can make the same calls over the local socket.
 *
 * @param feed where events go; one of its own when nobody else listens
 */
export async function serveContract(
  server: Server,
  feed = new Feed(),
  options: ModulesOptions = {}
): Promise<ServedContract> {
  const modules = await openModules(server.space, options)
  const status = (): SpaceStatus => statusOf(server, modules)
  const handlers = handlersOf(modules, server.cores, status)
  const router = new Router(() => handlers)
  const stop = feedFrom(modules, server, feed)
  const unlisten = feed.listen(message => server.publish(message))
  server.handle = async (name, params) => {
    const answer = await router.answer(name, params, 'socket')
    if (answer.ok) return answer.value
    const { code, message, details } = answer.error
    throw new DatomspaceError(code, message, { details })
  }
  return {
    modules,
    handlers,
    router,
    feed,
    status,
    async close() {
      server.handle = null
      unlisten()
      stop()
      await modules.close()
    }
  }
}

function statusOf(server: Server, modules: Modules): SpaceStatus {
  const { space } = server
  const { profile, contacts, sets, shares, received } = modules
  const trouble = troubleOf(modules)
  return {
    phase: 'open',
    name: profile.name,
    host: space.host,
    did: space.identity,
    spaceKey: z32.encode(space.networkKey),
    phraseConfirmed: profile.phraseConfirmed,
    country: profile.country,
    keychain: space.options.keychain?.kind,
    keychains: [],
    network: space.swarm.state,
    peers: space.gate.peers.size,
    sync: trouble ? 'attention' : syncOf(modules, space.swarm.state),
    ...(trouble && { trouble }),
    counts: {
      contacts: contacts.count,
      sets: sets.size,
      given: shares.active,
      received: received.size
    },
    version: ''
  }
}

function troubleOf({ trail, received, contacts }: Modules): Trouble | null {
  if (trail.trouble) return trail.trouble
  if (received.failing > 0) return 'received'
  return contacts.refused > 0 ? 'merge' : null
}

function syncOf(modules: Modules, network: string): SyncState {
  if (network === 'suspended') return 'paused'
  if (network !== 'online') return 'offline'
  return modules.received.syncing > 0 ? 'syncing' : 'idle'
}

function feedFrom(modules: Modules, server: Server, feed: Feed): () => void {
  const stops: (() => void)[] = []
  const forward = <Body>(
    from: Pick<EventEmitter, 'on' | 'off'>,
    event: string,
    emit: (body: Body) => void
  ): void => {
    from.on(event, emit)
    stops.push(() => from.off(event, emit))
  }
  forward<{ count: number; receivedId?: string }>(modules.contacts, 'change', body => {
    feed.emit('contacts.changed', body)
    // The status counts contacts.
    feed.emit('status.changed', {})
  })
  forward<{ id: string }>(modules.meters, 'change', ({ id }) => {
    feed.emit('meter.changed', { id })
    feed.emit('shares.changed', { id })
  })
  forward<void>(modules.trail, 'change', () => feed.emit('audit.changed', {}))
  forward<void>(modules.trail, 'trouble', () => feed.emit('status.changed', {}))
  forward<void>(modules.profile, 'change', () => feed.emit('status.changed', {}))
  forward<void>(modules.sets, 'change', () => feed.emit('sets.changed', {}))
  forward<void>(server.cores, 'change', () => feed.emit('cores.changed', {}))
  forward<{ id: string }>(modules.imports, 'change', ({ id }) =>
    feed.emit('imports.changed', { id })
  )
  forward<{ id?: string }>(modules.shares, 'change', body =>
    feed.emit('shares.changed', body?.id ? { id: body.id } : {})
  )
  forward<{ id?: string }>(modules.received, 'change', body => {
    feed.emit('received.changed', body?.id ? { id: body.id } : {})
    feed.emit('status.changed', {})
  })
  forward<void>(modules.people, 'change', () => feed.emit('people.changed', {}))
  forward<void>(modules.requests, 'change', () => feed.emit('requests.changed', {}))
  forward<void>(modules.consents, 'change', () => feed.emit('consents.changed', {}))
  forward<void>(modules.offers, 'change', () => feed.emit('received.changed', {}))
  forward<{ id?: string }>(modules.ownership, 'change', body =>
    feed.emit('ownership.changed', body?.id ? { id: body.id } : {})
  )
  forward<string>(modules.space, 'network', () => feed.emit('status.changed', {}))
  forward<unknown>(modules.space.gate, 'peer', () => feed.emit('status.changed', {}))
  forward<unknown>(modules.space.gate, 'peer-close', () => feed.emit('status.changed', {}))
  return () => stops.forEach(stop => stop())
}
