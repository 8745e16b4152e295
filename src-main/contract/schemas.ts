import * as v from 'valibot'

/** Schemas of the words that several calls share. Bounds keep a hostile caller from costing memory. */
export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
export const ids = v.pipe(v.array(id), v.minLength(1), v.maxLength(100_000))
export const label = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200))
export const text = v.pipe(v.string(), v.maxLength(2_000))
export const offset = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0)
/** Of a row, as a cursor: what follows it is asked for. */
export const place = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)))
/** Pages of at most 500 rows. */
export const limit = v.optional(
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500)),
  100
)
export const isoTime = v.pipe(v.string(), v.isoTimestamp())
export const level = v.picklist(['public', 'internal', 'personal', 'confidential', 'restricted'])
export const fieldGroup = v.picklist([
  'name',
  'phones',
  'emails',
  'addresses',
  'work',
  'dates',
  'online',
  'photo',
  'notes'
])
export const tags = v.pipe(v.array(label), v.maxLength(100))

export const selection = v.variant('kind', [
  v.strictObject({ kind: v.literal('set'), setId: id }),
  v.strictObject({ kind: v.literal('datoms'), setId: id, ids }),
  v.strictObject({ kind: v.literal('tag'), setId: id, tag: label })
])

/** A Card is checked in depth by the space; here only that it is one, and not absurdly large. */
export const card = v.pipe(
  v.looseObject({ '@type': v.literal('Card'), uid: id }),
  v.check(value => JSON.stringify(value).length <= 1_000_000, 'A contact may hold 1 MB of text')
)

/** Which contacts: some, or all that a filter shows. */
export const contactFilter = v.strictObject({
  query: v.optional(text, ''),
  setId: v.optional(id),
  tag: v.optional(label),
  /** `own`, `received`, or the id of one received share. */
  origin: v.optional(v.pipe(v.string(), v.maxLength(200)), 'all')
})

export const contactSelection = v.variant('kind', [
  v.strictObject({ kind: v.literal('ids'), ids }),
  v.strictObject({ kind: v.literal('filter'), filter: contactFilter })
])

export const exportFormat = v.picklist(['vcard3', 'vcard4', 'csv'])
export const none = v.optional(v.strictObject({}), {})
