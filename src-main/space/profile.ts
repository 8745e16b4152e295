import { hostname, userInfo } from 'node:os'
import ReadyResource from 'ready-resource'
import { DatomspaceError } from '../error'
import { placeOf, type Place } from '../rights'
import type { Space } from './space'

const TABLE = 'space'
const KEY = 'profile'

interface ProfileRecord {
  name: string
  phraseConfirmed: boolean
  /** Two letters of ISO 3166-1; absent as long as nobody said. */
  country?: string
}

/**
 * What the owner says of the space itself: the name under which it offers shares to others, whether the
 * recovery words were written down and checked, and in which country this computer is.
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

  /** In which country this computer is (ISO 3166-1 alpha-2); empty when that was not said. */
  get country(): string {
    return this.#record.country ?? ''
  }

  get place(): Place | null {
    return placeOf(this.country)
  }

  /** `country`: two letters, or empty to say nothing. Throws `INVALID_ARGUMENT` where there is none such. */
  async moveTo(country: string): Promise<void> {
    const { country: _, ...record } = this.#record
    if (country !== '' && placeOf(country) === null) {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        `"${country}" is no country: two letters of ISO 3166-1 are, such as CN`,
        { details: { country } }
      )
    }
    await this.#write({ ...record, ...(country !== '' && { country }) })
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
