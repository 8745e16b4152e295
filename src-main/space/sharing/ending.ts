import { DatomspaceError } from '../../error'
import type { GrantEntry } from '../../grant'
import { Rings } from '../rings'
import type { RecipientReport, RevokeReport } from '../shapes'
import type { Space } from '../space'
import type { Peer } from '../peer'
import z32 from 'z32'
import type { ShareBook } from './book'
import type { Door } from './door'
import type { Granted, GrantedCores } from './granted'
import { fullError, type Share } from './share'

/** Who was not seen for so long gets new keys when they come, and costs nothing until then. */
const DORMANT = 30 * 24 * 60 * 60 * 1000

export interface EndingOptions {
  space: Space
  book: ShareBook
  cores: GrantedCores
  door: Door
  now: () => number
  nameOf: (did: string) => string | undefined
  onfault: (error: DatomspaceError) => void
  /** No grant on it is in force any more. */
  release: (granted: Granted) => Promise<void>
}

/** What is done to end a grant: nothing more is served at once, then later versions get another key. */
export class Ending {
  readonly #options: EndingOptions

  constructor(options: EndingOptions) {
    this.#options = options
  }

  /**
   * The part that nothing may come before: when it resolves, not a block more is served under the grant.
   * Says what that meant for each space that held it.
   */
  async cutOff(
    share: Share,
    reason: 'revoked' | 'expired'
  ): Promise<{ detached: number; recipients: RecipientReport[] }> {
    const { cores, door, now } = this.#options
    const ended = new Date(now()).toISOString()
    share.record = { ...share.record, status: 'ended', reason, ended, told: false }
    const granted = cores.get(share.record.granted)
    const holders = [...share.holders]
    const cut = granted ? await door.withdraw(share, granted) : []
    const told = door.tell(share, holders)
    share.holders.clear()
    const recipients = this.#recipients(share, { holders, cut, told })
    const known = new Map(recipients.map(({ spaceKey, informed }) => [spaceKey, informed]))
    share.record = {
      ...share.record,
      holders: Object.fromEntries(
        Object.entries(share.record.holders).map(([key, holder]) => [
          key,
          { ...holder, informed: known.get(key) ?? false }
        ])
      )
    }
    return { detached: cut.length, recipients }
  }

  /** The rest: saved, keys changed for the others, told in the grant core. */
  async settle(share: Share): Promise<Pick<RevokeReport, 'epoch' | 'resealed'>> {
    const { book, cores, release } = this.#options
    await book.save([share])
    const granted = cores.get(share.record.granted)
    const resealed = granted ? await this.rekey(granted) : 0
    await this.tell(share)
    const epoch = granted?.source ? granted.ring.latest : 0
    if (granted && book.on(granted.name).length === 0) await release(granted)
    return { epoch, resealed }
  }

  /** What a crash may have cut off. Whether there was time for a new epoch is not known: one more does no harm. */
  async finish(share: Share, granted: Granted | null): Promise<void> {
    const { book, release } = this.#options
    if (granted) await this.rekey(granted)
    await this.tell(share)
    if (granted && book.on(granted.name).length === 0) await release(granted)
  }

  /** A new epoch, whose key goes to the grants that are left. Returns how many those are. */
  async rekey(granted: Granted): Promise<number> {
    // Only the owner of a set can begin a new epoch in it.
    if (!granted.source) return 0
    const { space, book } = this.#options
    await new Rings(space.database).rotate(granted.name, granted.ring)
    const left = book.on(granted.name).filter(({ record }) => record.status === 'active')
    const awake = left.filter(share => !this.#isDormant(share))
    for (const share of awake) await this.trySeal(share, granted)
    await book.save(awake)
    return awake.filter(({ record }) => record.sealed === granted.ring.latest).length
  }

  /**
   * As `seal`, on behalf of another grant: one whose log is full goes without the key, and says so, since
   * it must not keep the others from getting theirs.
   */
  async trySeal(share: Share, granted: Granted): Promise<void> {
    try {
      await this.seal(share, granted)
    } catch (error) {
      if (DatomspaceError.from(error).code !== 'GRANT_FULL') throw error
      share.full = true
      this.#options.onfault(fullError(share))
    }
  }

  /** Puts the epoch keys that are not in the grant core yet into it. Throws `GRANT_FULL`. */
  async seal(share: Share, granted: Granted): Promise<void> {
    const epochs = granted.ring.export().epochs.filter(([epoch]) => epoch > share.record.sealed)
    if (epochs.length === 0) return
    await (await share.log()).append({ type: 'epochs', ring: { epochs } })
    share.record = { ...share.record, sealed: granted.ring.latest }
  }

  /** The end, in the grant core. */
  async tell(share: Share): Promise<void> {
    const { book, space } = this.#options
    const { ended, reason } = share.record
    const entry: GrantEntry = { type: 'ended', at: ended!, reason: reason! }
    await (await share.log()).append(entry)
    share.record = { ...share.record, told: true }
    await book.save([share])
    await space.database.flush()
  }

  #isDormant({ record, holders }: Share): boolean {
    const last = Date.parse(record.lastSeen ?? record.created)
    return holders.size === 0 && this.#options.now() - last > DORMANT
  }

  #recipients(
    share: Share,
    connected: { holders: Peer[]; cut: Peer[]; told: Peer[] }
  ): RecipientReport[] {
    const { nameOf, now } = this.#options
    const keys = (peers: Peer[]) => new Set(peers.map(peer => z32.encode(peer.publicKey)))
    const [here, cut, told] = [keys(connected.holders), keys(connected.cut), keys(connected.told)]
    const others = this.#options.book
      .on(share.record.granted)
      .filter(other => other.id !== share.id && other.live(now()))
    const reports = Object.entries(share.record.holders).map(([spaceKey, { did }]) => {
      const isKept = here.has(spaceKey)
        ? !cut.has(spaceKey)
        : others.some(({ record }) => spaceKey in record.holders)
      const result = isKept ? 'kept-by-another-grant' : here.has(spaceKey) ? 'cut-now' : 'offline'
      return {
        name: (did !== undefined && nameOf(did)) || '',
        ...(did !== undefined && { did }),
        spaceKey,
        result: result as RecipientReport['result'],
        informed: told.has(spaceKey)
      }
    })
    const { assignee } = share
    if (reports.length > 0 || assignee === undefined) return reports
    // Nobody ever came: the one whom it is for hears of it if they do.
    const name = nameOf(assignee) ?? ''
    return [{ name, did: assignee, spaceKey: '', result: 'never-received', informed: false }]
  }
}
