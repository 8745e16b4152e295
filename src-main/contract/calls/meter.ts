import * as v from 'valibot'
import type * as shapes from '../../space/shapes'
import { call } from '../call'
import * as s from '../schemas'

const filter = {
  from: v.optional(s.isoTime),
  to: v.optional(s.isoTime),
  did: v.optional(s.id),
  /** Id of a datom. */
  datom: v.optional(s.id),
  /** IRI. */
  purpose: v.optional(s.id),
  shareId: v.optional(s.id)
}
const format = v.picklist(['json', 'csv', 'html'])

/** What was used: receipts given to others' owners, and those that came from the holders of one's own. */
export const meterCalls = {
  /**
   * Uses what was received, as its terms count it: the receipt is signed and on the disk when this
   * answers. A `display` of the whole opens a look. Throws `COUNT_USED_UP` (nothing is burnt),
   * `POLICY_DENIED`, `GRANT_REVOKED`, `GRANT_EXPIRED`, `GRANT_SUSPENDED`.
   */
  'received.use': call<shapes.UseAnswer>()(
    v.strictObject({
      id: s.id,
      action: v.picklist(['display', 'read', 'extract', 'print']),
      /** Ids of contacts or datoms; the whole share when left out. */
      datoms: v.optional(s.ids),
      /** IRI. */
      purpose: v.optional(s.id)
    })
  ),
  /** Closes a look before its time. */
  'received.closeLook': call<{ closed: boolean }>()(v.strictObject({ id: s.id })),

  'meter.overview': call<shapes.MeterOverview>()(v.optional(v.strictObject(filter), {})),
  /** Newest first. `before`, the `place` of the last row that one has, asks for those that follow it. */
  'receipts.list': call<shapes.Page<shapes.ReceiptRow>>()(
    v.strictObject({
      shareId: s.id,
      did: v.optional(s.id),
      before: s.place,
      offset: s.offset,
      limit: s.limit
    })
  ),
  /** A usage report: signed JSON, CSV of the receipts, or a page with charts that carries the JSON. */
  'meter.export': call<{ text: string; name: string; receipts: number }>('socket')(
    v.strictObject({ ...filter, format })
  ),
  /** Main asks where to save it. */
  'meter.exportFile': call<{ saved: boolean; name: string; receipts: number }>('window')(
    v.strictObject({ ...filter, format })
  ),
  /** Checks a report offline, as JSON or as the page that carries it. Never fails. */
  'meter.verify': call<shapes.ReportVerdict>()(
    v.strictObject({ text: v.pipe(v.string(), v.maxLength(64_000_000)) })
  ),
  'meter.verifyFile': call<shapes.ReportVerdict>('window')(v.strictObject({ token: s.id }))
} as const
