import { auditText } from '../space/trail'
import type { Modules } from '../space/modules'
import type { ContactFilter } from '../space/contacts'
import type { ContactRow, Page } from '../space/shapes'
import type { Caller, Handlers } from './router'

/** The calls about uses: those made of what was received, and those that others made. */
export function meterHandlersOf(modules: Modules): Handlers {
  const { files, meters, received } = modules
  return {
    'received.use': ({ id, datoms, ...asked }) =>
      received.use(id, {
        ...asked,
        ...(datoms && { datoms: datoms.map(each => datomOf(id, each)) })
      }),
    'received.closeLook': ({ id }) => received.closeLook(id),

    'meter.overview': params => meters.overview(params),
    'receipts.list': params => meters.receipts(params),
    'meter.export': params => meters.export(params),
    'meter.verify': ({ text }) => meters.verify(text),
    'meter.verifyFile': async ({ token }) => meters.verify(await auditText(files, token))
  }
}

interface ListParams {
  filter: ContactFilter
  sort: 'name' | 'org' | 'changed'
  offset: number
  limit: number
}

/** What signs for received contacts before anybody gets to see more of them than their line in a list. */
export function touching({ contacts, received }: Modules) {
  const actionOf = (caller: Caller) => (caller === 'socket' ? 'read' : 'display')
  return {
    /** One contact is opened, or read by a program. */
    async contact(id: string, caller: Caller): Promise<void> {
      const place = contacts.projection.locate(id)
      const receivedId = place?.source.receivedId
      if (receivedId === undefined) return
      await received.touch(receivedId, { action: actionOf(caller), datoms: [place!.datomId] })
    },
    /**
     * A program that writes what it found to a file is told how much may not be written: it has read that,
     * where it searched. Returns the shares of which it may not be told either.
     */
    async left(filter: ContactFilter): Promise<ReadonlySet<string>> {
      const { projection } = contacts
      const kept = projection.receivedUnder(filter).filter(id => !received.permits(id, 'extract'))
      const without = new Set(kept.filter(id => !received.mayRead(id)))
      if (!isSearch(filter)) return without
      const found = await projection.receivedIn(filter, 'name', without)
      for (const id of kept) if (found.has(id)) await received.touch(id, { action: 'read' })
      return without
    },
    /**
     * Scrolling is no use; a program that is given rows has read them, and one that searches has read what
     * it found, be it on that page or not: else it could ask for what it may not read letter by letter. What
     * it may read no more is left out, so that it neither spoils the list of all others nor says whether
     * something is in it; one that asks for that share alone is refused.
     */
    async list(params: ListParams): Promise<Page<ContactRow>> {
      const { filter, sort } = params
      const { projection } = contacts
      const under = projection.receivedUnder(filter)
      const [named] = under.filter(id => id === filter.setId || id === filter.origin)
      if (named !== undefined) await received.touch(named, { action: 'read' })
      const without = new Set(under.filter(id => !received.mayRead(id)))
      const page = await contacts.page(params, without)
      const found = isSearch(filter)
        ? await projection.receivedIn(filter, sort, without)
        : new Set(page.rows.flatMap(({ receivedId }) => receivedId ?? []))
      for (const id of found) await received.touch(id, { action: 'read' })
      return page
    }
  }
}

function isSearch({ query, tag }: ContactFilter): boolean {
  return Boolean(query) || tag !== undefined
}

/** A contact's id names the share that it came by. */
function datomOf(receivedId: string, id: string): string {
  return id.startsWith(`${receivedId}/`) ? id.slice(receivedId.length + 1) : id
}
