import { hostname, userInfo } from 'node:os'
import ReadyResource from 'ready-resource'
import type { Space } from './space'

const TABLE = 'space'
const KEY = 'profile'

interface ProfileRecord {
  name: string
  phraseConfirmed: boolean
}

/**
 * What the owner says of the space itself: the name under which it offers shares to others, and whether
 * the recovery words were written down and checked.
 *
 * Events: `change`.
 */
export class Profile extends ReadyResource {
  readonly #space: Space
  #record: ProfileRecord = { name: '', phraseConfirmed: false }

  constructor(space: Space) {
    super()
    this.#space = space
  }

  /** Shown to the people it shares with; at first the name of the account on this machine. */
  get name(): string {
    return this.#record.name
  }

  get phraseConfirmed(): boolean {
    return this.#record.phraseConfirmed
  }

  async rename(name: string): Promise<void> {
    await this.#write({ ...this.#record, name })
  }

  async confirmPhrase(): Promise<void> {
    await this.#write({ ...this.#record, phraseConfirmed: true })
  }

  protected override async _open(): Promise<void> {
    const kept = await this.#space.database.get<ProfileRecord>(TABLE, KEY)
    this.#record = kept ?? { name: accountName(), phraseConfirmed: false }
  }

  async #write(record: ProfileRecord): Promise<void> {
    await this.#space.database.put(TABLE, KEY, record)
    await this.#space.database.flush()
    this.#record = record
    this.emit('change')
  }
}

function accountName(): string {
  try {
    return userInfo().username || hostname()
  } catch {
    // An account without an entry in the system's list, as in some containers.
    return hostname()
  }
}
