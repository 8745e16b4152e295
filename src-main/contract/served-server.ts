import { Server as BareServer } from '../space/server'
import type { ModulesOptions } from '../space/modules'
import type { Feed } from './feed'
import { serveContract, type ServedContract } from './serve'

/**
 * A running data space that also answers the calls of the contract: what `require('datomspace')`
 * gives as `Server`, what the app runs in its main process, and what `datomspace serve` runs.
 */
export class Server extends BareServer {
  /** Modules and handlers, once ready. @internal */
  served!: ServedContract

  /** @internal Where events go; set before `ready()` by whoever listens in this process. */
  feed: Feed | undefined

  /** @internal What modules need to know of this machine and this person. */
  modulesOptions: ModulesOptions = {}

  protected override async _open(): Promise<void> {
    await super._open()
    try {
      this.served = await serveContract(this, this.feed, this.modulesOptions)
    } catch (error) {
      await super._close()
      throw error
    }
  }

  protected override async _close(): Promise<void> {
    await this.served?.close()
    await super._close()
  }
}
