import { auditText } from '../space/trail'
import type { Modules } from '../space/modules'
import type { ContactRow } from '../space/shapes'
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
    /** Scrolling is no use; a program that is given rows has read them. */
    async rows(rows: ContactRow[], caller: Caller): Promise<void> {
      if (caller === 'window') return
      const ids = new Set(rows.flatMap(({ receivedId }) => receivedId ?? []))
      for (const id of ids) await received.touch(id, { action: 'read' })
    }
  }
}

/** A contact's id names the share that it came by. */
function datomOf(receivedId: string, id: string): string {
  return id.startsWith(`${receivedId}/`) ? id.slice(receivedId.length + 1) : id
}
