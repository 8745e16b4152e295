import ReadyResource from 'ready-resource'
import { DatomspaceError } from '../../error'
import { parseKey } from '../../grant'
import type { DatabaseOp } from '../database'
import type { Letters, ReceivedLetter } from '../letters'
import type { OfferRow } from '../shapes'
import type { Space } from '../space'
import type { People } from './people'

const TABLE = 'offers'
const OFFER = 'grant.offer'
const MAX_OFFERS = 1_000
const MAX_TEXT = 300

interface OfferRecord {
  did: string
  label: string
  key: string
  at: string
}

export interface OffersOptions {
  space: Space
  letters: Letters
  people: People
  /** Id of the received share that came by this key, once it was accepted. */
  acceptedAs: (key: string) => string | undefined
}

/**
 * Shares for one person, told to that person by letter: out when one is made, in until they are accepted or
 * dismissed. Only people of the address book can tell of one. Answers `received.offers` and
 * `received.dismiss`.
 *
 * Events: `change`.
 */
export class Offers extends ReadyResource {
  readonly #options: OffersOptions
  readonly #offers = new Map<string, OfferRecord>()

  constructor(options: OffersOptions) {
    super()
    this.#options = options
    options.letters.handle(OFFER, letter => this.#came(letter))
  }

  /** Tells somebody of the address book that a share was made for them; others are told by nobody. */
  async tell(did: string, offer: { label: string; key: string }): Promise<void> {
    const { people, letters } = this.#options
    if (people.nameOf(did) === undefined) return
    await letters.send({ ...people.addressOf(did), kind: OFFER, body: { ...offer } })
  }

  /** Newest first; without those that were accepted. */
  list(): OfferRow[] {
    const { people, acceptedAs } = this.#options
    return [...this.#offers]
      .filter(([, { key }]) => acceptedAs(key) === undefined)
      .map(([id, offer]) => ({ id, ...offer, name: people.nameOf(offer.did) ?? '' }))
      .reverse()
  }

  async dismiss({ id }: { id: string }): Promise<{ dismissed: boolean }> {
    if (!this.#offers.delete(id)) throw new DatomspaceError('NOT_FOUND', 'There is no such offer')
    await this.#options.space.database.delete(TABLE, id)
    this.emit('change')
    return { dismissed: true }
  }

  protected override async _open(): Promise<void> {
    const { database } = this.#options.space
    for (const { key, value } of await database.list<OfferRecord>(TABLE)) {
      this.#offers.set(key, value)
    }
  }

  #came({ id, from, at, body, spaceKey }: ReceivedLetter): DatabaseOp[] {
    const { people } = this.#options
    if (!people.knows(from)) throw new DatomspaceError('POLICY_DENIED', 'Who are you?')
    const { label, key } = (body ?? {}) as Record<string, unknown>
    if (typeof label !== 'string' || typeof key !== 'string' || this.#offers.size >= MAX_OFFERS) {
      throw new DatomspaceError('STATEMENT_INVALID', 'This is no offer')
    }
    // The key of somebody else's share would be shown in the name of the wrong person.
    if (!parseKey(key).space.equals(spaceKey)) {
      throw new DatomspaceError('STATEMENT_INVALID', 'This offers what is somebody else’s')
    }
    const offer = { did: from, label: label.slice(0, MAX_TEXT), key, at }
    this.#offers.set(id, offer)
    setImmediate(() => this.emit('change'))
    return [{ type: 'put', table: TABLE, key: id, value: offer }]
  }
}
