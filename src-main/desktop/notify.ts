import { Notification } from 'electron'
import type { Checked, EventName, Feed, Handler, Result } from '../contract'
import type { Home } from './home'
import {
  consentNews,
  offerNews,
  personNews,
  receivedNews,
  requestNews,
  transferNews,
  type News
} from './news'
import { textOf, type Language } from './texts'

export interface NotifyOptions {
  feed: Feed
  home: Home
  language: () => Language
  /** Whether the person wants to hear now: allowed in the settings, and not looking anyway. */
  wanted: () => boolean
  /** Shows the window with that screen. */
  open: (screen: Screen) => void
}

type Screen = News['screen']

type Listed =
  | 'received.list'
  | 'received.offers'
  | 'requests.list'
  | 'consents.list'
  | 'people.list'
  | 'ownership.transfers'

/**
 * New data of others, ends of shares, what people ask and answer, and datoms that change hands, said by
 * the system while the window is away. What was there when the app started is no news.
 */
export function notifyChanges({ feed, home, language, wanted, open }: NotifyOptions): void {
  const say = (news: News | null): void => {
    if (!news || !wanted() || !Notification.isSupported()) return
    const notification = new Notification({ title: textOf(language(), news.text, news.values) })
    notification.on('click', () => open(news.screen))
    notification.show()
  }
  const lookAt = <Name extends Listed, Row extends Result<Name>[number]>(
    name: Name,
    idOf: (row: Row) => string,
    newsOf: (row: Row, before?: Row) => News | null
  ) => {
    const changes = new Changes<Row>(idOf, (row, before) => say(newsOf(row, before)))
    return async () => changes.look((await rows(name)) as Row[] | undefined)
  }
  const byId = ({ id }: { id: string }) => id
  const received = lookAt('received.list', byId, receivedNews)
  const offers = lookAt('received.offers', byId, offerNews)
  const looks: Partial<Record<EventName, () => Promise<unknown>>> = {
    'received.changed': () => Promise.all([received(), offers()]),
    'requests.changed': lookAt('requests.list', byId, requestNews),
    'consents.changed': lookAt('consents.list', byId, consentNews),
    'ownership.changed': lookAt('ownership.transfers', byId, transferNews),
    'people.changed': lookAt('people.list', ({ did }) => did, personNews)
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

/** Rows by id: tells each that is new since it first looked, and each that was there with how it was. */
class Changes<Row> {
  readonly #known = new Map<string, Row>()
  #looked = false

  constructor(
    private readonly idOf: (row: Row) => string,
    private readonly tell: (row: Row, before?: Row) => void
  ) {}

  look(rows: Row[] | undefined): void {
    if (!rows) return
    for (const row of rows) {
      const id = this.idOf(row)
      const before = this.#known.get(id)
      this.#known.set(id, row)
      if (before) this.tell(row, before)
      else if (this.#looked) this.tell(row)
    }
    this.#looked = true
  }
}

function complain(error: unknown): void {
  console.error('datomspace: cannot look at what changed:', error)
}
