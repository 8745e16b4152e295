import { Notification } from 'electron'
import type { Checked, EventName, Feed, Handler, Result } from '../contract'
import type {
  PersonRow,
  ReceivedRow,
  ReceivedState,
  RequestRow,
  TransferRow
} from '../space/shapes'
import type { Home } from './home'
import { textOf, type Language, type TextKey } from './texts'

export interface NotifyOptions {
  feed: Feed
  home: Home
  language: () => Language
  /** Whether the person wants to hear now: allowed in the settings, and not looking anyway. */
  wanted: () => boolean
  /** Shows the window with that screen. */
  open: (screen: Screen) => void
}

type Screen = 'receive' | 'people' | 'datoms'

type Listed = 'received.list' | 'requests.list' | 'people.list' | 'ownership.transfers'

const ENDED: ReadonlySet<ReceivedState> = new Set(['revoked', 'expired'])
const ANSWERS = { granted: 'requestGranted', declined: 'requestDeclined' } as const

/**
 * New data of others, ends of shares, what people ask and answer, and datoms that they want to hand over,
 * said by the system while the window is away. What was there when the app started is no news.
 */
export function notifyChanges({ feed, home, language, wanted, open }: NotifyOptions): void {
  const say = (text: TextKey, name: string, screen: Screen): void => {
    if (!wanted() || !Notification.isSupported()) return
    const notification = new Notification({ title: textOf(language(), text, { name }) })
    notification.on('click', () => open(screen))
    notification.show()
  }
  const received = new Changes<ReceivedRow>((row, before) => {
    if (ENDED.has(row.state) && !ENDED.has(before.state)) say('shareEnded', row.label, 'receive')
    if (before.state === 'syncing' && row.state === 'live') say('newData', row.ownerName, 'receive')
  })
  const requests = new Changes<RequestRow>(
    ({ direction, state, name }) => {
      if (direction === 'out' && state in ANSWERS) {
        say(
          ANSWERS[state as keyof typeof ANSWERS],
          name,
          state === 'granted' ? 'receive' : 'people'
        )
      }
    },
    ({ direction, state, name }) => {
      if (direction === 'in' && state === 'waiting') say('requestArrived', name, 'people')
    }
  )
  const people = new Changes<PersonRow & { id: string; state: string }>(
    () => undefined,
    ({ pairing, name }) => {
      if (pairing === 'asks') say('personAsks', name, 'people')
    }
  )
  const transfers = new Changes<TransferRow>(
    () => undefined,
    ({ direction, state, name }) => {
      if (direction === 'in' && state === 'offered') say('transferOffered', name, 'datoms')
    }
  )
  const looks: Partial<Record<EventName, () => Promise<void>>> = {
    'received.changed': async () => received.look(await rows('received.list')),
    'requests.changed': async () => requests.look(await rows('requests.list')),
    'ownership.changed': async () => transfers.look(await rows('ownership.transfers')),
    'people.changed': async () => {
      const found = await rows('people.list')
      people.look(found?.map(row => ({ ...row, id: row.did, state: row.pairing })))
    }
  }
  const lookAtAll = (): void => {
    for (const look of Object.values(looks)) look().catch(complain)
  }
  let wasOpen = false
  feed.listen(({ name }) => {
    const isOpen = home.served !== undefined
    // What is there when the space opens is what later news are compared with.
    if (isOpen && !wasOpen) lookAtAll()
    else looks[name]?.().catch(complain)
    wasOpen = isOpen
  })

  /** Undefined while no space is open that could say. */
  async function rows<Name extends Listed>(name: Name): Promise<Result<Name> | undefined> {
    const handler = home.handlers()[name] as Handler<Name> | undefined
    return handler?.({} as Checked<Name>, 'window')
  }
}

/** Rows by id: says which changed their state, and which are new since it first looked. */
class Changes<Row extends { id: string; state: string }> {
  readonly #known = new Map<string, Row>()
  #looked = false

  constructor(
    private readonly changed: (row: Row, before: Row) => void,
    private readonly appeared: (row: Row) => void = () => undefined
  ) {}

  look(rows: Row[] | undefined): void {
    if (!rows) return
    for (const row of rows) {
      const before = this.#known.get(row.id)
      this.#known.set(row.id, row)
      if (before && before.state !== row.state) this.changed(row, before)
      else if (!before && this.#looked) this.appeared(row)
    }
    this.#looked = true
  }
}

function complain(error: unknown): void {
  console.error('datomspace: cannot look at what changed:', error)
}
