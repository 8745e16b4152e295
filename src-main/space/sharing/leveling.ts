import { DatomspaceError } from '../../error'
import type { RecordEvent } from '../../meter'
import { levelsUnder, type SecurityLevel } from '../../rights'
import type { OwnSet } from '../sets'
import type { ShareBook } from './book'
import type { GrantedCores } from './granted'
import type { Making } from './making'
import type { Moving } from './moving'
import { grantEvent } from './recorded'
import { fullError, type Share } from './share'

export interface LevelingOptions {
  book: ShareBook
  cores: GrantedCores
  making: Making
  moving: Moving
  record: RecordEvent
  /** One change of the books at a time. */
  exclusive: <Value>(run: () => Promise<Value>) => Promise<Value>
  /** It was changed, and that is saved: serves those who hold it, and says how it stands. */
  told: (share: Share) => Promise<void>
  onfault: (error: DatomspaceError) => void
}

/**
 * Shares go on with another core when what they are on holds, in any version, what became too sensitive for
 * them: no later version of anything reaches anybody through a core that holds it. What was read before
 * cannot be taken back.
 */
export class Leveling {
  readonly #options: LevelingOptions

  constructor(options: LevelingOptions) {
    this.#options = options
  }

  /** After a start: what a crash came before. */
  async lookAtAll(): Promise<void> {
    const names = new Set(this.#options.book.all().map(({ record }) => record.granted))
    for (const name of names) await this.look(name)
  }

  /** Moves all shares off the core of that name, if it holds what it may give no more. */
  async look(name: string): Promise<void> {
    const { exclusive } = this.#options
    const names = [name]
    // What they go on with may have become too sensitive for them while it was filled.
    for (let from = names.pop(); from !== undefined; from = names.pop()) {
      const left = from
      names.push(...(await exclusive(() => this.#leave(left))))
    }
  }

  /**
   * Makes room for datoms of a level in a set of one's own: shares of all of it that may not give that level
   * go on with what is in it now, before such a datom is written.
   */
  async makeRoom(own: OwnSet, level: SecurityLevel, expect: () => Promise<void>): Promise<void> {
    const wrong = () =>
      this.#on(own.ringName).filter(({ record: { policy, aboutOthers } }) => {
        const options = { confirmed: aboutOthers !== undefined }
        return !levelsUnder(policy, options).includes(level)
      })
    if (wrong().length === 0) return
    await this.#options.exclusive(async () => {
      // From here on nothing is given as a whole that may not hold it.
      await expect()
      await this.#move(wrong())
    })
  }

  #on(name: string): Share[] {
    return this.#options.book.on(name).filter(({ record }) => !record.derived)
  }

  async #leave(name: string): Promise<string[]> {
    return this.#options.cores.get(name)?.stained ? this.#move(this.#on(name)) : []
  }

  /** All depart before the first arrives. Returns the names of where they are now. */
  async #move(shares: Share[]): Promise<string[]> {
    const { cores, moving, record, told } = this.#options
    const departed: Share[] = []
    for (const share of shares) if (await this.#depart(share)) departed.push(share)
    for (const share of departed) {
      await moving.arrive(share)
      await told(share)
      const entry = grantEvent('narrow', share)
      const leftOut = cores.get(share.record.granted)?.view?.leftOut ?? 0
      await record({ ...entry, facts: { ...entry.facts, leftOut } })
    }
    return [...new Set(departed.map(share => share.record.granted))]
  }

  /** One whose log is full stays, and says so: its holders would not hear of it. */
  async #depart(share: Share): Promise<boolean> {
    const { making, moving, onfault } = this.#options
    try {
      await moving.recover(share)
      await moving.depart(share, await making.coreUnder(share, share.record.policy), 'narrow')
      return true
    } catch (error) {
      if (DatomspaceError.from(error).code !== 'GRANT_FULL') throw error
      share.full = true
      onfault(fullError(share))
      return false
    }
  }
}
