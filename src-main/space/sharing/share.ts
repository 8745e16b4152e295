import Hypercore from 'hypercore'
import { formatKey, formatLink, GrantLog } from '../../grant'
import type { Policy } from '../../rights'
import type { Served } from '../../meter'
import type { Peer } from '../peer'
import type { Selection, ShareKey, ShareState } from '../shapes'
import type { Space } from '../space'

/** A grant given, as it lies in the encrypted database. */
export interface ShareRecord {
  label: string
  selection: Selection
  policy: Policy
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
  /** The last epoch whose key is in the grant core. */
  sealed: number
  count: number
  lastSeen?: string
  served: Served
}

/** A grant given, while the space is open. */
export class Share {
  readonly id: string
  record: ShareRecord
  /** Key of the grant core. */
  readonly key: Buffer
  readonly secret: Buffer
  /** Connections that proved to hold it. */
  readonly holders = new Set<Peer>()
  readonly #space: Space
  #log: GrantLog | null = null

  constructor(space: Space, id: string, record: ShareRecord) {
    this.#space = space
    this.id = id
    this.record = record
    this.secret = Buffer.from(record.secret, 'base64')
    const { publicKey } = space.keys.signer(signerOf(id))
    this.key = Hypercore.key({ version: 1, signers: [{ publicKey }] })
  }

  get discoveryKey(): string {
    return Hypercore.discoveryKey(this.key).toString('hex')
  }

  /** Opened when it is first needed: there may be thousands. */
  async log(): Promise<GrantLog> {
    const { store, keys } = this.#space
    this.#log ??= GrantLog.write({
      store,
      keyPair: keys.signer(signerOf(this.id)),
      secret: this.secret
    })
    await this.#log.ready()
    return this.#log
  }

  /** Whether it may be used at this moment (milliseconds since 1970). */
  live(now: number): boolean {
    return this.record.status === 'active' && !this.overdue(now)
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
    return status
  }

  text(): ShareKey {
    const key = {
      kind: 'ticket' as const,
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
}

function signerOf(id: string): string {
  return `grant/${id}`
}
