import { DatomSet, isLeftover, newDatomId, signManifest, type EpochRing } from '../../datom'
import type { SecurityLevel } from '../../rights'
import { admitToView, isWhole, View, type Choice, type ViewDefinition } from '../../grant'
import type { DatabaseOp } from '../database'
import { Rings } from '../rings'
import type { OwnSet, Sets } from '../sets'
import type { Selection } from '../shapes'
import type { Space } from '../space'

const TABLE = 'views'

interface ViewRecord extends ViewDefinition {
  setId: string
  created: string
  /** Whether its core holds, in its history, what its levels do not let in any more. */
  stained?: boolean
}

/** A core that grants are on: a set, a view of one, or a received one that is passed on. */
export interface Granted {
  /** `set/<id>` or `view/<id>`, which name its ring as well, or `received/<id>`. */
  readonly name: string
  readonly set: DatomSet
  readonly ring: EpochRing
  /** Null for a received one, in which only its owner begins a new epoch. */
  readonly source: OwnSet | null
  /** Null for all of a set. */
  readonly view: View | null
  /** Whether its core holds earlier versions of what became too sensitive for it: nobody new gets it. */
  stained: boolean
}

/** What there is to pass on of a received share. */
export interface Lent {
  /** Key of the received core. */
  readonly key: Buffer
  readonly ring: EpochRing
}

/** Opens what is granted: the set itself where all of it is, else a view that is shared by equal grants. */
export class GrantedCores {
  readonly #space: Space
  readonly #sets: Sets
  readonly #now: () => number
  readonly #open = new Map<string, Granted>()
  readonly #onfault: (error: Error) => void
  readonly #onleftout: (name: string) => void
  readonly #onstained: (name: string) => void
  readonly #counts = new WeakMap<Granted, { length: number; count: number }>()
  /** What is received under that id, while its terms hold; the room of received shares says. */
  lent: (receivedId: string) => Lent | null = () => null

  constructor(options: {
    space: Space
    sets: Sets
    now: () => number
    onfault: (error: Error) => void
    /** Another number of what is chosen in the view of that name is kept out by its level. */
    onleftout: (name: string) => void
    /** The view of that name holds, in its history, what became too sensitive for it. */
    onstained: (name: string) => void
  }) {
    this.#space = options.space
    this.#sets = options.sets
    this.#now = options.now
    this.#onfault = options.onfault
    this.#onleftout = options.onleftout
    this.#onstained = options.onstained
  }

  /** The granted core that is open under that name. */
  get(name: string): Granted | undefined {
    return this.#open.get(name)
  }

  byDiscoveryKey(discoveryKey: Buffer): Granted | undefined {
    for (const granted of this.#open.values()) {
      if (granted.set.discoveryKey.equals(discoveryKey)) return granted
    }
    return undefined
  }

  /** What a new grant is on. A new view is saved, and filled, before it resolves. */
  async choose(
    selection: Selection,
    fields: ViewDefinition['fields'],
    levels: SecurityLevel[]
  ): Promise<Granted> {
    const source = this.#sets.own(selection.setId)
    const definition: ViewDefinition = { choice: choiceOf(selection), fields, levels }
    // A core gives its whole history: where that ever held more than the terms allow, what is there now is copied.
    if (isWhole(definition) && levels.includes(source.highest)) return this.#whole(source)
    const record = { setId: source.id, ...definition, created: new Date(this.#now()).toISOString() }
    for (const granted of this.#open.values()) {
      if (
        granted.view &&
        granted.source === source &&
        sameView(granted.view.definition, definition)
      ) {
        await granted.view.sync()
        if (granted.stained) continue
        return granted
      }
    }
    const id = newDatomId(this.#now())
    const { ring, save } = new Rings(this.#space.database).create(`view/${id}`)
    const put: DatabaseOp = { type: 'put', table: TABLE, key: id, value: record }
    // Keys before contents: a view that cannot be read again would be garbage.
    await this.#space.database.batch([save, put])
    const granted = await this.#view(id, record, ring)
    await granted.view!.ready()
    return granted
  }

  /** Opens the granted core of a saved grant. A view catches up in the background. */
  async open(name: string): Promise<Granted | null> {
    const open = this.#open.get(name)
    if (open) return open
    const [kind, id] = name.split('/') as [string, string]
    if (kind === 'set') {
      return this.#sets.all().some(set => set.id === id) ? this.#whole(this.#sets.own(id)) : null
    }
    if (kind === 'received') return this.#received(name, id)
    const record = await this.#space.database.get<ViewRecord>(TABLE, id)
    if (!record || !this.#sets.all().some(set => set.id === record.setId)) return null
    const ring = await new Rings(this.#space.database).open(name)
    const granted = await this.#view(id, record, ring)
    granted.view!.ready().catch(error => this.#onfault(error))
    return granted
  }

  /**
   * Stops keeping it in step: no grant on it is in force any more. `shut`: awaited when nobody is let in any
   * more, and before it is closed.
   */
  async release(
    name: string,
    shut: (granted: Granted) => Promise<void> = async () => {}
  ): Promise<void> {
    const granted = this.#open.get(name)
    if (!granted) return
    this.#open.delete(name)
    await shut(granted)
    await granted.view?.close()
    // A whole set of one's own is open as long as the space is.
    if (granted.view || !granted.source) await granted.set.close()
  }

  /** How many datoms are in it. */
  async countOf(granted: Granted): Promise<number> {
    if (granted.source && !granted.view) return (await granted.source.counts()).count
    const { length } = granted.set
    const known = this.#counts.get(granted)
    if (known?.length === length) return known.count
    // In a view nothing is left of what was handed over, so its datoms need not be read.
    const count = granted.view ? await granted.set.count() : await presentIn(granted.set)
    this.#counts.set(granted, { length, count })
    return count
  }

  async close(): Promise<void> {
    for (const name of [...this.#open.keys()]) await this.release(name)
  }

  #whole(source: OwnSet): Granted {
    const { ringName: name, set, ring } = source
    const granted = this.#open.get(name) ?? { name, set, ring, source, view: null, stained: false }
    this.#open.set(name, granted)
    return granted
  }

  async #received(name: string, id: string): Promise<Granted | null> {
    const lent = this.lent(id)
    if (!lent) return null
    const { key, ring } = lent
    const set = DatomSet.follow({ store: this.#space.store, key, ring })
    await set.ready()
    const granted = { name, set, ring, source: null, view: null, stained: false }
    this.#open.set(name, granted)
    return granted
  }

  async #view(id: string, record: ViewRecord, ring: EpochRing): Promise<Granted> {
    const { store, keys } = this.#space
    const name = `view/${id}`
    const source = this.#sets.own(record.setId)
    const { choice, fields, levels } = record
    const definition = { choice, fields, ...(levels && { levels }) }
    const set = DatomSet.open({
      store,
      keyPair: keys.signer(name),
      ring,
      admit: datoms => admitToView(definition, datoms)
    })
    await set.ready()
    if (set.length === 0) {
      const { category, level } = source
      const facts = { id, type: 'contact' as const, category, level, key: set.key }
      await set.putManifest(signManifest(facts, keys, this.#now()))
    }
    const onraised = async () => {
      if (granted.stained) return
      granted.stained = true
      const { database } = this.#space
      await database.put(TABLE, id, { ...record, stained: true })
      await database.flush()
      this.#onstained(name)
    }
    const view = new View({ source: source.set, target: set, definition, now: this.#now, onraised })
    view.on('fault', error => this.#onfault(error))
    let told = 0
    view.on('synced', () => {
      if (view.leftOut === told) return
      told = view.leftOut
      this.#onleftout(name)
    })
    const granted: Granted = { name, set, ring, source, view, stained: record.stained ?? false }
    this.#open.set(name, granted)
    return granted
  }
}

function choiceOf(selection: Selection): Choice {
  switch (selection.kind) {
    case 'set':
      return { kind: 'set' }
    case 'datoms':
      return { kind: 'datoms', ids: [...new Set(selection.ids)].sort() }
    case 'tag':
      return { kind: 'tag', tag: selection.tag }
  }
}

function sameView(a: ViewDefinition, b: ViewDefinition): boolean {
  const text = ({ choice, fields, levels }: ViewDefinition) =>
    JSON.stringify([choice, fields === 'all' ? fields : [...fields].sort(), levels])
  return text(a) === text(b)
}

async function presentIn(set: DatomSet): Promise<number> {
  let count = 0
  for await (const datom of set.list()) if (!isLeftover(datom)) count++
  return count
}
