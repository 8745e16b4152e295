import { Consents } from './consents'
import { Contacts, ownSource, receivedSource, type ContactSource, type RowReader } from './contacts'
import { Exports } from './exports'
import { Files } from './files'
import { Imports } from './imports'
import { Letters } from './letters'
import { Meters } from './metering/meters'
import { Ownership } from './ownership'
import { Offers, People } from './people'
import { Profile } from './profile'
import { Received, type ShownSet } from './received'
import { Requests } from './requests'
import { Sets, type OwnSet } from './sets'
import { Shares } from './shares'
import type { Settings } from './shapes'
import type { Space } from './space'
import { describing, Trail, withRoots } from './trail'

/** The rooms of an open space that people work with, wired to each other. */
export interface Modules {
  readonly space: Space
  readonly trail: Trail
  readonly profile: Profile
  readonly files: Files
  readonly sets: Sets
  readonly contacts: Contacts
  readonly imports: Imports
  readonly exports: Exports
  readonly shares: Shares
  readonly received: Received
  readonly meters: Meters
  readonly letters: Letters
  readonly people: People
  readonly requests: Requests
  readonly consents: Consents
  readonly offers: Offers
  readonly ownership: Ownership
  close(): Promise<void>
}

/** Datoms that are worth a thread, which is started while their terms are read. */
const MANY = 500

export interface ModulesOptions {
  /** Region and language that help to read files and phone numbers. */
  settings?: () => Promise<Pick<Settings, 'region' | 'locale'>>
  /** Another place of `import.worker.js` than beside the bundle. */
  workerFile?: string
}

/**
 * Opens the modules of a space that is ready, each after those that it needs: contacts show what sets and
 * received shares hold, imports take back what a crash left half done in the contacts.
 */
export async function openModules(space: Space, options: ModulesOptions = {}): Promise<Modules> {
  const trail = new Trail({ space })
  const profile = new Profile(space)
  const files = new Files()
  const record = withRoots(trail.record, () => sets)
  const sets: Sets = new Sets({ space, record })
  const { settings, workerFile } = options
  const worker = workerFile ? { workerFile } : {}
  const contacts = new Contacts({
    database: space.database,
    record,
    region: async () => (await options.settings?.())?.region,
    ...worker
  })
  const ownerName = () => profile.name
  // Who gave something must be able to withdraw a consent, however many strangers write.
  const letters = new Letters({
    space,
    knows: did => people.knows(did),
    expects: did => received.isGiver(did)
  })
  const people: People = new People({ space, letters, ownerName })
  const nameOf = (did: string) => people.nameOf(did)
  const shares = new Shares({ space, sets, record, ownerName, nameOf })
  const received: Received = new Received({
    space,
    record,
    place: () => profile.place,
    consents: grant => consents.under(grant)
  })
  const consents: Consents = new Consents({
    space,
    letters,
    people,
    shares,
    received,
    ownerName,
    record
  })
  const meters = new Meters({ space, shares, ownerName, nameOf })
  const acceptedAs = (key: string) => received.idOf(key)
  const requests = new Requests({ space, letters, people, shares, acceptedAs, record })
  const offers = new Offers({ space, letters, people, acceptedAs })
  const ownership = new Ownership({
    space,
    sets,
    contacts,
    files,
    letters,
    record,
    personOf: did =>
      people.knows(did)
        ? { name: people.nameOf(did) ?? '', spaceKey: people.addressOf(did).spaceKey }
        : undefined,
    ownName: ownerName,
    now: Date.now
  })
  const imports = new Imports({
    database: space.database,
    files,
    contacts,
    record,
    createSet: async params => sets.create(params),
    region: async () => (await settings?.())?.region,
    locale: async () => localeOf(await settings?.()),
    ...worker
  })
  const exports = new Exports(
    contacts,
    {
      extractable: id => received.permits(id, 'extract'),
      extract: async (id, datoms) => void (await received.use(id, { action: 'extract', datoms }))
    },
    record
  )

  sets.on('open', (own: OwnSet) => contacts.attach(ownSetSource(own, space, contacts.reader)))
  sets.on('gone', (id: string) => contacts.detach(id))
  received.on('show', (shown: ShownSet) =>
    contacts.attach(receivedSetSource(shown, contacts.reader))
  )
  received.on('offer', (count: number) => {
    if (count >= MANY) void contacts.reader.warm()
  })
  received.on('hide', (id: string) => contacts.detach(id))

  profile.on('change', () => void received.review())
  consents.on('change', () => void received.review())

  trail.describe = describing({
    set: id => sets.all().find(own => own.id === id)?.name,
    contact: id => contacts.projection.nameOf(id),
    person: did => (did === space.identity ? profile.name : people.nameOf(did))
  })

  const opened: { close(): Promise<unknown> }[] = []
  const close = async (): Promise<void> => {
    for (const room of opened.splice(0).reverse()) await room.close()
  }
  try {
    await open(trail)
    await open(profile)
    await open(sets)
    for (const own of sets.all()) contacts.attach(ownSetSource(own, space, contacts.reader))
    await open(contacts)
    await open(shares)
    await open(meters)
    await open(consents)
    await open(received)
    await shares.lendFrom(received)
    await open(people)
    await open(requests)
    await open(offers)
    await open(ownership)
    // The last of those that have letters: what comes has to be taken by somebody.
    await open(letters)
    ownership.resume()
    await open(imports)
  } catch (error) {
    await close()
    throw error
  }
  return {
    space,
    trail,
    profile,
    files,
    sets,
    contacts,
    imports,
    exports,
    shares,
    received,
    meters,
    letters,
    people,
    requests,
    consents,
    offers,
    ownership,
    close
  }

  async function open(room: {
    ready(): Promise<unknown>
    close(): Promise<unknown>
  }): Promise<void> {
    await room.ready()
    opened.push(room)
  }
}

function ownSetSource(own: OwnSet, space: Space, reader: RowReader): ContactSource {
  const facts = {
    setId: own.id,
    // Asked for at every use: a set can be renamed.
    get setName() {
      return own.name
    },
    level: own.level,
    owner: space.identity,
    ownerName: '',
    coreKey: own.coreKey
  }
  return ownSource(own.set, facts, reader)
}

function receivedSetSource(shown: ShownSet, reader: RowReader): ContactSource {
  const { id, label, owner, ownerName, coreKey } = shown
  const facts = { setId: id, setName: label, owner, ownerName, coreKey, receivedId: id }
  return receivedSource(shown.replay, facts, reader)
}

function localeOf(settings: Pick<Settings, 'locale'> | undefined): string | undefined {
  if (settings && settings.locale !== 'system') return settings.locale
  return Intl.DateTimeFormat().resolvedOptions().locale
}
