import * as v from 'valibot'
import type * as shapes from '../../space/shapes'
import { call } from '../call'
import * as s from '../schemas'

const { strictObject, optional, picklist, boolean, pipe, string } = v
const did = pipe(string(), v.startsWith('did:key:z'), v.maxLength(80))
const reason = pipe(string(), v.trim(), v.minLength(1), v.maxLength(1_000))
/** A credential with its chain and what it reveals; a parcel has photos in it. */
const file = pipe(string(), v.maxLength(16 * 1024 * 1024))
const credential = strictObject({
  kind: picklist(['set', 'datom']),
  id: s.id,
  /** For a datom: puts what it holds into the file, with the salt of its commitment. */
  reveal: optional(boolean(), false)
})

/** Ownership: credentials, checking them, handing a datom over, disputes and retirements. */
export const ownershipCalls = {
  /** The signed credential of a set or a datom as it is now, with the chain of its owners. */
  'ownership.credential': call<{ text: string; name: string }>()(credential),
  /** Main asks where to save it. */
  'ownership.saveFile': call<{ saved: boolean; name: string }>('window')(credential),
  /** Checks a file offline. Never fails: what is wrong is in the verdict. */
  'ownership.verify': call<shapes.Verdict>()(strictObject({ text: file })),
  'ownership.verifyFile': call<shapes.Verdict>('window')(strictObject({ token: s.id })),

  /** Owners, records and a transfer under way, of one's own datom or a received one. */
  'ownership.chain': call<shapes.OwnershipHistory>()(strictObject({ id: s.id })),
  /** Signs that it is out of use. Confirmed in a dialog of main when a window asks. */
  'ownership.retire': call<shapes.OwnershipHistory>()(strictObject({ id: s.id, reason })),
  /** Signs that somebody objects: for one's own datom it becomes disputed; a received one's owner is told. */
  'ownership.dispute': call<shapes.OwnershipHistory>()(strictObject({ id: s.id, reason })),

  'ownership.transfers': call<shapes.TransferRow[]>()(s.none),
  /** Offers a datom to a person of the address book. Confirmed in a dialog of main when a window asks. */
  'ownership.transfer': call<shapes.TransferRow>()(
    strictObject({ id: s.id, did, message: optional(s.text) })
  ),
  /** Takes what was offered into a set of one's own, the first one when none is named. */
  'ownership.accept': call<shapes.TransferRow>()(strictObject({ id: s.id, setId: optional(s.id) })),
  'ownership.decline': call<shapes.TransferRow>()(
    strictObject({ id: s.id, reason: optional(reason) })
  ),
  /** Takes an offer back, as long as nothing was delivered. */
  'ownership.withdraw': call<shapes.TransferRow>()(strictObject({ id: s.id })),

  /** The same by files: a parcel that only this person can open. */
  'ownership.handOver': call<{ text: string; transfer: shapes.TransferRow }>('socket')(
    strictObject({ id: s.id, did })
  ),
  'ownership.handOverFile': call<{ saved: boolean; name: string }>('window')(
    strictObject({ id: s.id, did })
  ),
  /** Takes a parcel, and gives the acknowledgement to send back; or takes an acknowledgement. */
  'ownership.takeOver': call<{ transfer: shapes.TransferRow; answer?: string }>('socket')(
    strictObject({ text: file, setId: optional(s.id) })
  ),
  /** Main asks where to save the acknowledgement. */
  'ownership.takeOverFile': call<{ transfer: shapes.TransferRow; saved: boolean; name: string }>(
    'window'
  )(strictObject({ token: s.id, setId: optional(s.id) }))
} as const
