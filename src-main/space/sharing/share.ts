import { DatomspaceError } from '../../error'
import Hypercore from 'hypercore'
import z32 from 'z32'
import { formatKey, formatLink, GrantLog, type DeclaredEvents } from '../../grant'
import type { CountedUses, Policy } from '../../rights'
import type { Served, TrailEvent } from '../../meter'
import type { Peer } from '../peer'
import type { Selection, ShareKey, ShareState } from '../shapes'
import type { Space } from '../space'

/** A space that proved to hold a grant. */
export interface HolderRecord {
  did?: string
  lastSeen: string
  /** Whether it was told what holds now. */
  informed: boolean
}

/** A grant given, as it lies in the encrypted database. */
export interface ShareRecord {
  label: string
  selection: Selection
  policy: Policy
  /** ISO time of the first moment, null for from the beginning. */
  from: string | null
  /** ISO time of the last moment, null for none. */
  until: string | null
  created: string
  status: 'active' | 'suspended' | 'ended'
  reason?: 'revoked' | 'expired'
  ended?: string
  /** Whether the end is in the grant core: a crash may have come between. */
  told?: boolean
  /** Base64, 32 bytes. */
  secret: string
  /** Name of the granted core. */
  granted: string
  /** It moved here from that one, and what follows from it is not done yet: a crash may have come between. */
  moving?: { from: string; event: TrailEvent }
  /** The last epoch whose key is in the grant core. */
  sealed: number
  count: number
  lastSeen?: string
  served: Served
  /** By network key, z-base-32. */
  holders: Record<string, HolderRecord>
  /** What was said to have happened, of what its terms depend on. */
  events?: DeclaredEvents
  /** When it was confirmed that this is data about other people. */
  aboutOthers?: string
  /** Of a grant that passes a received one on. */
  derived?: {
    receivedId: string
    /** The signed offers that it rests on, the owner's first. */
    chain: object[]
    /** Whether the grant core says that it is withheld. */
    withheld?: boolean
  }
}

const MAX_HOLDERS = 1_000

/** A grant given, while the space is open. */
export class Share {
  readonly id: string
  record: ShareRecord
  /** Key of the grant core. */
  readonly key: Buffer
  readonly secret: Buffer
  /** Connections that proved to hold it. */
  readonly holders = new Set<Peer>()
  /** Whether all uses that its terms count are used up, so that nothing is served any more. */
  spent = false
  /** Whether its log is full: it is changed no more, and got no new key. */
  full = false
  /** The meter says how much of it was used, once it has been. */
  uses: CountedUses | null = null
  /** Of what is passed on: whether the rights that it rests on are not in force now. */
  withheld: boolean
  readonly #space: Space
  #log: GrantLog | null = null

  constructor(space: Space, id: string, record: ShareRecord) {
    this.#space = space
    this.id = id
    this.record = record
    this.withheld = record.derived !== undefined
    this.secret = Buffer.from(record.secret, 'base64')
    const { publicKey } = space.keys.signer(signerOf(id))
    this.key = Hypercore.key({ version: 1, signers: [{ publicKey }] })
  }

  get discoveryKey(): string {
    return Hypercore.discoveryKey(this.key).toString('hex')
  }

  /** did:key of the one person whom it is for; absent for a ticket. */
  get assignee(): string | undefined {
    return this.record.policy.assignee
  }

  /** Opened when it is first needed: there may be thousands. */
  async log(): Promise<GrantLog> {
    const { store, keys } = this.#space
    this.#log ??= GrantLog.write({
      store,
      keyPair: keys.signer(signerOf(this.id)),
      secret: this.secret,
      assignee: this.assignee
    })
    await this.#log.ready()
    return this.#log
  }

  /** Whether it may be used at this moment (milliseconds since 1970). */
  live(now: number): boolean {
    const isOn = this.record.status === 'active' && !this.spent && !this.withheld
    return isOn && !this.early(now) && !this.overdue(now)
  }

  /** Whether its first moment is still to come. */
  early(now: number): boolean {
    const { from } = this.record
    return from !== null && now < Date.parse(from)
  }

  /** Whether its last moment has passed without its having been ended yet. */
  overdue(now: number): boolean {
    const { status, until } = this.record
    return status !== 'ended' && until !== null && now > Date.parse(until)
  }

  state(now: number): ShareState {
    const { status, reason } = this.record
    if (status === 'ended') return reason ?? 'revoked'
    if (this.overdue(now)) return 'expired'
    if (this.withheld) return 'suspended'
    if (status === 'active' && this.early(now)) return 'waiting'
    if (status === 'active' && this.spent) return 'used-up'
    return status
  }

  /** Notes that a space holds it and knows how it stands; `now` in milliseconds. */
  saw(peer: Peer, now: number): void {
    const lastSeen = new Date(now).toISOString()
    const { [nameOf(peer)]: _, ...others } = this.record.holders
    const did = peer.did
    const holders = { ...others, [nameOf(peer)]: { ...(did && { did }), lastSeen, informed: true } }
    this.record = { ...this.record, lastSeen, holders: this.#bounded(holders) }
  }

  /** Notes that something changed which only those who are connected have heard of. */
  changed(): void {
    const connected = new Set([...this.holders].map(nameOf))
    const holders = Object.entries(this.record.holders).map(
      ([key, holder]) => [key, { ...holder, informed: connected.has(key) }] as const
    )
    this.record = { ...this.record, holders: Object.fromEntries(holders) }
  }

  isConnected(spaceKey: string): boolean {
    return [...this.holders].some(peer => nameOf(peer) === spaceKey)
  }

  text(): ShareKey {
    const key = {
      kind: this.assignee === undefined ? ('ticket' as const) : ('agreement' as const),
      space: this.#space.networkKey,
      grant: this.key,
      secret: this.secret
    }
    return { key: formatKey(key), link: formatLink(key) }
  }

  async close(): Promise<void> {
    await this.#log?.close()
    this.#log = null
  }

  /** Whoever has a ticket can come from many spaces: those seen last are remembered. */
  #bounded(holders: Record<string, HolderRecord>): Record<string, HolderRecord> {
    const entries = Object.entries(holders)
    return entries.length <= MAX_HOLDERS ? holders : Object.fromEntries(entries.slice(-MAX_HOLDERS))
  }
}

/** z-base-32 of its network key. */
function nameOf(peer: Peer): string {
  return z32.encode(peer.publicKey)
}

function signerOf(id: string): string {
  return `grant/${id}`
}

/** For whoever would change a share that has ended. */
export function endedError(share: Share): DatomspaceError {
  const expired = share.record.reason === 'expired'
  return new DatomspaceError(
    expired ? 'GRANT_EXPIRED' : 'GRANT_REVOKED',
    `The share "${share.record.label}" has ended and cannot be changed; make a new one`,
    { details: { id: share.id } }
  )
}

/** For whoever would tell more in a grant core than its holders read. */
export function fullError(share: Share): DatomspaceError {
  return new DatomspaceError(
    'GRANT_FULL',
    `The share "${share.record.label}" was changed as often as its holders read: make a new share, and revoke this one`,
    { details: { id: share.id } }
  )
}
