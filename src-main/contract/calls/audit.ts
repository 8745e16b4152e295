import * as v from 'valibot'
import { TRAIL_EVENTS, REGISTRATIONS } from '../../meter/trail-event'
import type * as shapes from '../../space/shapes'
import { call } from '../call'
import * as s from '../schemas'

const filter = {
  event: v.optional(v.picklist(TRAIL_EVENTS)),
  registration: v.optional(v.picklist(REGISTRATIONS)),
  /** URN of a datom, a set or a grant. */
  subject: v.optional(s.id),
  /** did:key. */
  person: v.optional(s.id),
  from: v.optional(s.isoTime),
  to: v.optional(s.isoTime),
  /** In names, URNs and facts. */
  query: v.optional(s.text, '')
}

/** In characters: it comes in one message. */
const LONGEST = 64_000_000
const TOO_LONG =
  'longer than the 64 MB that come in one call: check the file by `datomspace audit --verify FILE`, which needs no space'

/** The audit trail of this space. */
export const auditCalls = {
  /** Newest first. */
  'audit.page': call<shapes.Page<shapes.AuditRow>>()(
    v.strictObject({ ...filter, offset: s.offset, limit: s.limit })
  ),
  /** Who occurs in it, by name. */
  'audit.people': call<shapes.AuditPerson[]>()(s.none),
  /** Checks this space's trail against its signed head, or an exported one by itself. */
  'audit.verify': call<shapes.AuditVerdict>()(
    v.strictObject({ text: v.optional(v.pipe(v.string(), v.maxLength(LONGEST, TOO_LONG))) })
  ),
  /** Checks the exported trail in a file that a person dropped or chose. */
  'audit.verifyFile': call<shapes.AuditVerdict>()(v.strictObject({ token: s.id })),
  /** The whole trail with a signed head, as a file that verifies offline. */
  'audit.export': call<{ text: string; entries: number }>('socket')(s.none),
  'audit.exportFile': call<{ saved: boolean; entries: number; name: string }>('window')(s.none)
} as const
