import * as v from 'valibot'
import { isAction, type Action, type Draft } from '../../rights'
import type * as shapes from '../../space/shapes'
import { call } from '../call'
import * as s from '../schemas'

const { strictObject, optional, picklist, literal, pipe, string, array } = v

/** A `did:key`, in whatever form it came; the space says whether it is one. */
const did = pipe(string(), v.minLength(1), v.maxLength(200))
const fields = v.union([literal('all'), pipe(array(s.fieldGroup), v.minLength(1))])
const pasted = pipe(string(), v.maxLength(4_000))
const message = pipe(string(), v.trim(), v.maxLength(2_000))
/** Minutes by which the person's clock is ahead of UTC, for what ends with a day. */
const utcOffset = pipe(v.number(), v.integer(), v.minValue(-1_000), v.maxValue(1_000))
const audience = v.variant('kind', [
  strictObject({ kind: literal('ticket') }),
  strictObject({ kind: literal('person'), did })
])
/** Edited terms: only their outline is looked at here, `rights` reads every part of them. */
const draft = v.custom<Draft>(
  value => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Terms are an object'
)

/** What a share is made of. `terms` wins over template, fields and end; the latter two over a template. */
const sharing = {
  label: s.label,
  selection: s.selection,
  audience: optional(audience, { kind: 'ticket' }),
  template: optional(
    picklist(['family', 'colleagues', 'one-look', 'until-friday', 'names-and-phones'])
  ),
  terms: optional(draft),
  fields: optional(fields),
  /** ISO time; null for no end; 7 days when left out and no template says otherwise. */
  until: optional(v.nullable(s.isoTime)),
  utcOffset: optional(utcOffset),
  /** The recorded confirmation that this is data about other people. */
  aboutOthers: optional(literal(true))
}

/** What is passed on of a received share: its own terms where none are said. */
const passingOn = {
  receivedId: s.id,
  label: optional(s.label),
  audience,
  terms: optional(draft),
  until: optional(s.isoTime)
}

/** Calls about the people whom rights are given to, what they ask for, and how rights are given. */
export const peopleCalls = {
  'people.me': call<shapes.Me>()(s.none),
  'people.list': call<shapes.PersonRow[]>()(s.none),
  /** Throws `KEY_MALFORMED`, `KEY_TRUNCATED`, `KEY_MISTYPED`, `KEY_VERSION`, `GRANT_OWN`. */
  'people.add': call<shapes.PersonRow>()(strictObject({ key: pasted, name: optional(s.label) })),
  'people.rename': call<shapes.PersonRow>()(strictObject({ did, name: s.label })),
  'people.remove': call<{ removed: boolean }>()(strictObject({ did })),
  /** Says yes to somebody who asked to be in the address book. */
  'people.accept': call<shapes.PersonRow>()(strictObject({ did })),

  'requests.list': call<shapes.RequestRow[]>()(s.none),
  'requests.send': call<shapes.RequestRow>()(
    strictObject({
      did,
      message,
      label: optional(s.label),
      fields: optional(pipe(array(s.fieldGroup), v.minLength(1), v.maxLength(9))),
      purpose: optional(pipe(string(), v.maxLength(200))),
      until: optional(s.isoTime)
    })
  ),
  /** Makes the share that was asked for, for the one who asked, and sends them its key. */
  'requests.grant': call<shapes.RequestRow>()(
    strictObject({ ...sharing, id: s.id, audience: optional(audience), message: optional(message) })
  ),
  'requests.decline': call<shapes.RequestRow>()(
    strictObject({ id: s.id, message: optional(message) })
  ),
  'requests.withdraw': call<shapes.RequestRow>()(strictObject({ id: s.id })),

  'consents.list': call<shapes.ConsentRow[]>()(s.none),
  /** Asks whoever gave a received share, before an action that its terms permit with consent only. */
  'consents.ask': call<shapes.ConsentRow>()(
    strictObject({
      receivedId: s.id,
      action: v.custom<Action>(isAction, 'action'),
      purpose: optional(pipe(string(), v.maxLength(200))),
      message: optional(message)
    })
  ),
  /** Consents by signature; `until` null, or left out, for as long as the share lasts. */
  'consents.give': call<shapes.ConsentRow>()(
    strictObject({
      id: s.id,
      until: optional(v.nullable(s.isoTime)),
      uses: optional(pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
      message: optional(message)
    })
  ),
  'consents.decline': call<shapes.ConsentRow>()(
    strictObject({ id: s.id, message: optional(message) })
  ),
  /** Takes a question back. */
  'consents.takeBack': call<shapes.ConsentRow>()(strictObject({ id: s.id })),
  /** Withdraws a consent that was given. */
  'consents.withdraw': call<shapes.ConsentRow>()(
    strictObject({ id: s.id, message: optional(message) })
  ),

  /** What others offer of their own accord. */
  'received.offers': call<shapes.OfferRow[]>()(s.none),
  'received.dismiss': call<{ dismissed: boolean }>()(strictObject({ id: s.id })),

  'shares.create': call<shapes.ShareRow>()(strictObject(sharing)),
  /** What would be granted, in plain words; makes nothing. */
  'shares.preview': call<shapes.ShareDraft>()(
    strictObject({ ...sharing, label: optional(s.label, '-') })
  ),
  'shares.templates': call<shapes.ShareTemplate[]>()(
    v.optional(strictObject({ utcOffset: optional(utcOffset) }), {})
  ),
  /** Refused with `POLICY_DENIED` unless the new terms permit less, or the same. */
  'shares.narrow': call<shapes.ShareRow>()(strictObject({ id: s.id, terms: draft })),
  /** Says that an event happened on which the terms depend, or is over. */
  'shares.declare': call<shapes.ShareRow>()(
    strictObject({
      id: s.id,
      event: picklist(['OwnerRequest', 'DataBreach']),
      phase: picklist(['begins', 'ends'])
    })
  ),
  /** Passes a received share on, within its terms. */
  'shares.delegate': call<shapes.ShareRow>()(strictObject(passingOn)),
  /** What would be passed on, in plain words; makes nothing. */
  'shares.delegatePreview': call<shapes.ShareDraft>()(strictObject(passingOn))
} as const
