import { mintDatom } from '../../src-main/datom'
import { peopleHandlersOf } from '../../src-main/contract/people-handlers'
import { openModules, type Modules } from '../../src-main/space/modules'
import type { SpaceOptions } from '../../src-main/space/space'
import { card } from '../datom/room'
import { until, type LocalNetwork } from './network'

export interface PersonHome extends Modules {
  /** As the contract answers. */
  calls: ReturnType<typeof peopleHandlersOf>
  storage: string
  seed: Buffer
  /** A set with these contacts; returns its id. */
  set(name: string, contacts: string[]): Promise<string>
  names(): Promise<string[]>
  stop(): Promise<void>
}

let seeds = 100

/** A whole space of a person on the test network: all rooms, no window. */
export async function personHome(
  network: LocalNetwork,
  name: string,
  options: Partial<SpaceOptions> = {}
): Promise<PersonHome> {
  const storage = options.storage ?? (await network.folder())
  const seed = Buffer.from(options.seed ?? Buffer.alloc(32, seeds++))
  const space = await network.space(name, { ...options, storage, seed })
  const modules = await openModules(space)
  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    await modules.close()
    await space.close()
  }
  network.later(stop)
  if (modules.profile.name !== name) await modules.profile.rename(name)
  return {
    ...modules,
    calls: peopleHandlersOf(modules),
    storage,
    seed,
    stop,
    async set(title, contacts) {
      const { id } = await modules.sets.create({ name: title })
      const datoms = contacts.map(each => mintDatom({ content: card(each) }, Date.now()))
      await modules.sets.own(id).set.put(datoms)
      return id
    },
    async names() {
      const { rows } = await modules.contacts.page({ filter: {}, limit: 500 })
      return rows.map(row => row.name).sort()
    }
  }
}

/** Puts both into each other's address books. */
export async function pair(one: PersonHome, other: PersonHome): Promise<void> {
  await one.people.add({ key: other.people.me().key })
  const asked = () => other.people.list().some(({ did }) => did === one.people.me().did)
  await until(asked, 'the question arrives')
  await other.people.accept({ did: one.people.me().did })
  const mutual = (home: PersonHome, who: PersonHome) =>
    home.people
      .list()
      .some(({ did, pairing }) => did === who.people.me().did && pairing === 'mutual')
  await until(() => mutual(one, other) && mutual(other, one), 'they are paired')
}
