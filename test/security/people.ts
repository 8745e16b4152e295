import type Hyperbee from 'hyperbee2'
import { encodeValue, mintDatom, type Datom } from '../../src-main/datom'
import { openModules, type Modules } from '../../src-main/space/modules'
import type { OwnSet } from '../../src-main/space/sets'
import type { SpaceOptions } from '../../src-main/space/space'
import { card } from '../datom/room'
import { until, type LocalNetwork } from '../space/network'

/** A whole space with all its rooms, in this process. */
export async function person(
  network: LocalNetwork,
  host: string,
  options: Partial<SpaceOptions> = {}
): Promise<Modules> {
  const space = await network.space(host, options)
  const modules = await openModules(space)
  let open = true
  const close = modules.close.bind(modules)
  modules.close = async () => {
    if (open) await close()
    open = false
  }
  network.later(() => modules.close())
  return modules
}

export async function setOf(owner: Modules, names: string[]): Promise<OwnSet> {
  const { id } = await owner.sets.create({ name: 'Friends' })
  const own = owner.sets.own(id)
  await own.set.put(names.map(name => mintDatom({ content: card(name) }, Date.now())))
  return own
}

/** Writes into a set what no honest program would: nothing of it is checked. */
export async function writeRaw(own: OwnSet, datoms: object[]): Promise<void> {
  const batch = (own.set.tree as { bee: Hyperbee }).bee.write()
  for (const datom of datoms) {
    batch.tryPut(Buffer.from(`d/${(datom as Datom).id}`), encodeValue(datom))
  }
  await batch.flush()
}

/** Shares a whole set, and has the other accept it. Returns the ids at both ends. */
export async function share(from: Modules, to: Modules, own: OwnSet) {
  const selection = { kind: 'set' as const, setId: own.id }
  const { id } = await from.shares.create({ label: 'Friends', selection })
  const { key } = await from.shares.key(id)
  const received = await to.received.accept(key)
  return { share: id, key, received: received.id }
}

export async function stateOf(holder: Modules, id: string): Promise<string | undefined> {
  return (await holder.received.list()).find(row => row.id === id)?.state
}

/** Waits until a received share has come to rest in one of these states. */
export async function inState(holder: Modules, id: string, ...states: string[]): Promise<string> {
  let state: string | undefined
  await until(
    async () => {
      state = await stateOf(holder, id)
      return state !== undefined && states.includes(state)
    },
    `the share is ${states.join(' or ')}`
  )
  return state!
}
