import { mintDatom, type Datom } from '../../../src-main/datom'
import type { TrailEntry } from '../../../src-main/meter'
import { Contacts, ownSource } from '../../../src-main/space/contacts'
import { Files } from '../../../src-main/space/files'
import { Letters } from '../../../src-main/space/letters'
import { Ownership, type PersonAddress } from '../../../src-main/space/ownership'
import { Sets, type OwnSet } from '../../../src-main/space/sets'
import { Shares } from '../../../src-main/space/shares'
import type { Space, SpaceOptions } from '../../../src-main/space/space'
import { card } from '../../datom/room'
import { until, type LocalNetwork } from '../network'

/** A space with the rooms that own things and hand them over, in this process. */
export class Owner {
  readonly told: TrailEntry[] = []
  readonly book = new Map<string, PersonAddress>()
  readonly files = new Files()
  private readonly states = new Set<string>()
  space!: Space
  sets!: Sets
  contacts!: Contacts
  shares!: Shares
  letters!: Letters
  ownership!: Ownership
  /** Set to lose a letter on its way into the rooms, as a crash would. */
  private constructor(
    readonly name: string,
    private readonly network: LocalNetwork,
    private readonly options: Partial<SpaceOptions>
  ) {}

  static async open(
    network: LocalNetwork,
    name: string,
    options: Partial<SpaceOptions> = {}
  ): Promise<Owner> {
    const { createSeed } = await import('../../../src-main/identity')
    const kept = { storage: await network.folder(), seed: createSeed(), ...options }
    const owner = new Owner(name, network, kept)
    await owner.start()
    return owner
  }

  async start(): Promise<void> {
    const { network, name, options } = this
    const space = (this.space = await network.space(name, options))
    const sets = (this.sets = new Sets({ space }))
    this.contacts = new Contacts({ database: space.database })
    this.letters = new Letters({ space, knows: did => this.book.has(did) })
    this.shares = new Shares({ space, sets, ownerName: () => name })
    this.ownership = new Ownership({
      space,
      sets,
      contacts: this.contacts,
      files: this.files,
      letters: this.letters,
      personOf: did => this.book.get(did),
      ownName: () => name,
      record: async entry => void this.told.push(entry),
      now: Date.now
    })
    const { transfers } = this.ownership
    transfers.on('change', (id: string) => {
      this.states.add(`${id} ${transfers.list().find(row => row.id === id)!.state}`)
    })
    sets.on('open', (own: OwnSet) => this.attach(own))
    for (const room of [sets, this.contacts, this.shares, this.ownership, this.letters]) {
      await space.attach({ ready: () => room.ready(), close: () => room.close() })
      if (room === sets) for (const own of sets.all()) this.attach(own)
    }
    this.ownership.resume()
  }

  /** Stops in the middle of whatever it does, and starts again with what is on the disk. */
  async restart(): Promise<void> {
    await this.space.close()
    await this.start()
  }

  knows(other: Owner): void {
    this.book.set(other.space.identity, {
      name: other.name,
      spaceKey: other.space.networkKey
    })
  }

  async set(name = 'Friends'): Promise<OwnSet> {
    const { id } = await this.sets.create({ name })
    return this.sets.own(id)
  }

  async datom(own: OwnSet, name: string): Promise<Datom> {
    const datom = mintDatom({ content: card(name), tags: ['school'] }, Date.now())
    await own.set.put([datom])
    return datom
  }

  /** The state of the one transfer of this id, once it is as expected. */
  async sees(id: string, state: string): Promise<void> {
    const now = () => this.ownership.transfers.list().find(row => row.id === id)?.state
    await until(() => now() === state, `${this.name} sees ${state}, not ${now()}`)
  }

  /** Once the one transfer of this id was in this state, now or since the start, however short. */
  async reached(id: string, state: string): Promise<void> {
    await until(() => this.states.has(`${id} ${state}`), `${this.name} has seen ${state}`)
  }

  private attach(own: OwnSet): void {
    this.contacts.attach(
      ownSource(own.set, {
        setId: own.id,
        setName: own.name,
        level: own.level,
        owner: this.space.identity,
        ownerName: '',
        coreKey: own.coreKey
      })
    )
  }
}

/** Alice and Bob, who have each other in their address books. */
export async function friends(network: LocalNetwork): Promise<{ alice: Owner; bob: Owner }> {
  const alice = await Owner.open(network, 'Alice')
  const bob = await Owner.open(network, 'Bob')
  alice.knows(bob)
  bob.knows(alice)
  return { alice, bob }
}
