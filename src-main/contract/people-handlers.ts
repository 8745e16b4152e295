import type { Modules } from '../space/modules'
import type { Handlers } from './router'

/** The calls about people, what they ask for, and the shares that are given and passed on. */
export function peopleHandlersOf(modules: Modules): Handlers {
  const { people, requests, consents, shares, offers } = modules
  /** Who was given something is told, where their space is known. */
  const telling = async <Row extends { id: string; label: string; audience: { did?: string } }>(
    row: Row
  ): Promise<Row> => {
    const { did } = row.audience
    if (did !== undefined) {
      const { key } = await shares.key(row.id)
      await offers.tell(did, { label: row.label, key })
    }
    return row
  }
  return {
    'people.me': () => people.me(),
    'people.list': () => people.list(),
    'people.add': params => people.add(params),
    'people.rename': params => people.rename(params),
    'people.remove': params => people.remove(params),
    'people.accept': params => people.accept(params),

    'requests.list': () => requests.list(),
    'requests.send': params => requests.send(params),
    // A request is granted to the one who asked, whatever else is said.
    'requests.grant': ({ audience: _, ...params }) => requests.grant(params),
    'requests.decline': params => requests.decline(params),
    'requests.withdraw': params => requests.withdraw(params),

    'consents.list': () => consents.list(),
    'consents.ask': params => consents.ask(params),
    'consents.give': params => consents.give(params),
    'consents.decline': params => consents.decline(params),
    'consents.takeBack': params => consents.takeBack(params),
    'consents.withdraw': params => consents.withdraw(params),

    'received.offers': () => offers.list(),
    'received.dismiss': params => offers.dismiss(params),

    'shares.create': async params => telling(await shares.create(params)),
    'shares.preview': params => shares.preview(params),
    'shares.templates': ({ utcOffset }) => shares.templates(utcOffset),
    'shares.key': ({ id }) => shares.key(id),
    'shares.renew': ({ id, until }) => shares.renew(id, until),
    'shares.narrow': ({ id, terms }) => shares.narrow(id, terms),
    'shares.suspend': ({ id }) => shares.suspend(id),
    'shares.resume': ({ id }) => shares.resume(id),
    'shares.declare': ({ id, ...said }) => shares.declare(id, said),
    'shares.revoke': ({ id }) => shares.revoke(id),
    'shares.delegate': async params => telling(await shares.delegate(params)),
    'shares.delegatePreview': params => shares.delegatePreview(params)
  }
}
