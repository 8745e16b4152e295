import { Client as BareClient } from '../space/client'
import type { SpaceCalls } from './space-calls'

type Make = (params?: unknown) => Promise<unknown>

/** What `require('datomspace')` gives as `Client`: cores, and the calls of the space by name. */
export class Client extends BareClient {
  /**
   * The calls of the space on this machine, by noun and verb.
   *
   * @example const share = await client.space.shares.create({ label: 'Friends', selection })
   */
  readonly space: SpaceCalls = byName(name =>
    byName(
      verb =>
        (params: unknown = {}) =>
          this.call(`${name}.${verb}`, params)
    )
  ) as SpaceCalls
}

/** An object whose members are made when they are asked for; never a promise. */
function byName(make: (name: string) => object | Make): object {
  const members = new Map<string, object | Make>()
  return new Proxy(Object.create(null) as object, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined
      if (!members.has(name)) members.set(name, make(name))
      return members.get(name)
    }
  })
}
