import * as v from 'valibot'
import type { Card } from '../contacts'
import type * as shapes from '../space/shapes'
import { call } from './call'
import { ownershipCalls } from './calls/ownership'
import { auditCalls } from './calls/audit'
import { meterCalls } from './calls/meter'
import { peopleCalls } from './calls/people'
import * as s from './schemas'

const { strictObject, optional, picklist, boolean, number, array, string, pipe } = v
const keychain = picklist(['keytar', 'file', 'memory'])
const index = pipe(number(), v.integer(), v.minValue(0))
const reviewFilter = picklist(['all', 'new', 'update', 'same', 'duplicate', 'problem'])

/**
 * Every call that a window or a local program can make: its parameters as a schema that is checked
 * at run time, and the type of its result. `noun.verb`. The one list from which types on both sides,
 * the validation and the fuzz test are made.
 */
export const calls = {
  ...ownershipCalls,
  ...peopleCalls,
  ...meterCalls,
  ...auditCalls,
  'space.status': call<shapes.SpaceStatus>()(s.none),
  /** Makes seed and space. With `file` main asks for a passphrase in a window of its own. */
  'space.create': call<shapes.SpaceStatus>('window')(strictObject({ name: s.label, keychain })),
  /** Main asks for the 24 words in a window of its own. */
  'space.restore': call<shapes.SpaceStatus>('window')(strictObject({ name: s.label, keychain })),
  /** Opens an existing space whose keychain was locked. */
  'space.unlock': call<shapes.SpaceStatus>('window')(s.none),
  /** Says in which country this computer is, for terms that depend on it; an empty text says nothing. */
  'space.moveTo': call<shapes.SpaceStatus>()(
    strictObject({ country: pipe(string(), v.regex(/^([A-Z]{2})?$/)) })
  ),
  'space.rename': call<shapes.SpaceStatus>()(strictObject({ name: s.label })),
  /** Stops (true) or restarts all network work. */
  'space.pause': call<shapes.SpaceStatus>()(strictObject({ paused: boolean() })),
  /** Shows the 24 words in a window of main; the calling window never gets them. */
  'phrase.show': call<{ shown: boolean }>('window')(s.none),
  /** Asks for some of the words in a window of main. */
  'phrase.confirm': call<{ confirmed: boolean }>('window')(s.none),
  /** The words of a new space are put off: what main kept to show them without asking is wiped. */
  'phrase.later': call<{ later: boolean }>('window')(s.none),

  'contacts.page': call<shapes.Page<shapes.ContactRow>>()(
    strictObject({
      filter: optional(s.contactFilter, {}),
      sort: optional(picklist(['name', 'org', 'changed']), 'name'),
      offset: s.offset,
      limit: s.limit
    })
  ),
  'contacts.get': call<shapes.ContactDetail>()(strictObject({ id: s.id })),
  /** Creates (no id) or changes a contact of one's own; returns its id. */
  'contacts.save': call<{ id: string }>()(
    strictObject({ id: optional(s.id), setId: optional(s.id), card: s.card })
  ),
  /** Gives a contact the picture in a file that a person chose. */
  'contacts.setPhoto': call<{ id: string }>()(strictObject({ id: s.id, token: s.id })),
  /** Confirmed in a dialog of main when a window asks. */
  'contacts.delete': call<{ deleted: number }>()(strictObject({ ids: s.ids })),
  /** Out of use and disputed are signed, see `ownership.retire` and `ownership.dispute`. */
  'contacts.label': call<{ changed: number }>()(
    strictObject({
      ids: s.ids,
      level: optional(s.level),
      /** Takes what was retired or disputed into use again; what was signed stays in its history. */
      status: optional(v.literal('active')),
      category: optional(s.label),
      addTags: optional(s.tags, []),
      removeTags: optional(s.tags, [])
    })
  ),
  'contacts.tags': call<{ tag: string; count: number }[]>()(s.none),
  'contacts.history': call<shapes.VersionRow[]>()(strictObject({ id: s.id })),
  'contacts.restore': call<{ id: string }>()(strictObject({ id: s.id, version: index })),
  'contacts.duplicates': call<shapes.Page<shapes.DuplicateRow>>()(
    strictObject({ offset: s.offset, limit: s.limit })
  ),
  'contacts.mergeView': call<shapes.MergeView>()(
    strictObject({ ids: pipe(array(s.id), v.minLength(2), v.maxLength(50)) })
  ),
  /** `choices`: field → keys of the values to keep; a field left out keeps its default. */
  'contacts.merge': call<{ id: string }>()(
    strictObject({
      ids: pipe(array(s.id), v.minLength(2), v.maxLength(50)),
      choices: optional(v.record(pipe(string(), v.maxLength(100)), array(string())), {})
    })
  ),
  'contacts.unmerge': call<{ ids: string[] }>()(strictObject({ id: s.id })),
  /** The whole export as text; windows use `contacts.exportFile`, which asks where to save it. */
  'contacts.export': call<{ text: string; count: number; leftOut: number }>('socket')(
    strictObject({ selection: s.contactSelection, format: s.exportFormat })
  ),
  'contacts.exportFile': call<{ saved: boolean; count: number; leftOut: number; name: string }>(
    'window'
  )(strictObject({ selection: s.contactSelection, format: s.exportFormat })),

  'sets.list': call<shapes.SetRow[]>()(s.none),
  'sets.get': call<shapes.SetRow>()(strictObject({ id: s.id })),
  'sets.create': call<shapes.SetRow>()(strictObject({ name: s.label, level: optional(s.level) })),
  'sets.rename': call<shapes.SetRow>()(strictObject({ id: s.id, name: s.label })),
  /** Deletes the set and all its datoms; confirmed in a dialog of main when a window asks. */
  'sets.delete': call<{ deleted: boolean }>()(strictObject({ id: s.id })),

  /** Cores that programs made through the SDK. */
  'cores.list': call<shapes.CoreRow[]>()(s.none),
  'cores.blocks': call<shapes.Page<shapes.CoreBlock>>()(
    strictObject({ key: pipe(string(), v.maxLength(100)), offset: s.offset, limit: s.limit })
  ),

  /** A path becomes a one-time token. Windows get theirs from the preload by handing over a File. */
  'files.offer': call<{ token: string }>('socket')(
    strictObject({ path: pipe(string(), v.maxLength(4096)) })
  ),
  /** Main shows its file dialog; no tokens when the person cancels. */
  'files.choose': call<{ tokens: string[] }>('window')(s.none),
  'imports.open': call<shapes.ImportJob>()(
    strictObject({ tokens: pipe(array(s.id), v.minLength(1), v.maxLength(1_000)) })
  ),
  'imports.list': call<shapes.ImportJob[]>()(s.none),
  'imports.get': call<shapes.ImportJob>()(strictObject({ id: s.id })),
  /** Reads a file again with another charset or mapping; for a file with columns, header → field. */
  'imports.configure': call<shapes.ImportJob>()(
    strictObject({
      id: s.id,
      file: index,
      charset: optional(pipe(string(), v.maxLength(40))),
      mapping: optional(v.record(pipe(string(), v.maxLength(500)), pipe(string(), v.maxLength(60))))
    })
  ),
  /** The first records as they would read with that charset and mapping, changing nothing. */
  'imports.preview': call<shapes.ReviewRow[]>()(
    strictObject({
      id: s.id,
      file: index,
      charset: optional(pipe(string(), v.maxLength(40))),
      mapping: optional(v.record(pipe(string(), v.maxLength(500)), pipe(string(), v.maxLength(60))))
    })
  ),
  'imports.review': call<shapes.Page<shapes.ReviewRow>>()(
    strictObject({
      id: s.id,
      kind: optional(reviewFilter, 'all'),
      query: optional(s.text, ''),
      offset: s.offset,
      limit: s.limit
    })
  ),
  /** The whole contact of a row of the review, with all fields as they will be kept. */
  'imports.record': call<{ card: Card }>()(strictObject({ id: s.id, row: index })),
  /** Sets what happens to rows: those named, or all of a kind. */
  'imports.choose': call<shapes.ImportJob>()(
    strictObject({
      id: s.id,
      rows: optional(pipe(array(index), v.maxLength(100_000))),
      kind: optional(reviewFilter),
      action: picklist(['create', 'update', 'merge', 'skip'])
    })
  ),
  /** Writes what was chosen into a set, an existing one or a new one. */
  'imports.commit': call<shapes.ImportJob>()(
    strictObject({
      id: s.id,
      setId: optional(s.id),
      newSet: optional(s.label),
      level: optional(s.level, 'personal'),
      tags: optional(s.tags, [])
    })
  ),
  'imports.pause': call<shapes.ImportJob>()(strictObject({ id: s.id })),
  'imports.resume': call<shapes.ImportJob>()(strictObject({ id: s.id })),
  'imports.cancel': call<shapes.ImportJob>()(strictObject({ id: s.id })),
  'imports.undo': call<shapes.ImportJob>()(strictObject({ id: s.id })),
  'imports.failures': call<shapes.Page<shapes.ReviewRow>>()(
    strictObject({ id: s.id, offset: s.offset, limit: s.limit })
  ),
  /** Reads a failed record again after the person has mended its text. */
  'imports.retry': call<shapes.ImportJob>()(
    strictObject({ id: s.id, row: index, raw: pipe(string(), v.maxLength(1_000_000)) })
  ),
  'imports.report': call<{ text: string }>('socket')(strictObject({ id: s.id })),
  'imports.reportFile': call<{ saved: boolean; name: string }>('window')(
    strictObject({ id: s.id })
  ),

  'shares.list': call<shapes.ShareRow[]>()(s.none),
  'shares.key': call<shapes.ShareKey>()(strictObject({ id: s.id })),
  /** Puts key or link on the clipboard. */
  'shares.copy': call<{ copied: boolean }>('window')(
    strictObject({ id: s.id, form: picklist(['key', 'link']) })
  ),
  'shares.renew': call<shapes.ShareRow>()(strictObject({ id: s.id, until: v.nullable(s.isoTime) })),
  'shares.suspend': call<shapes.ShareRow>()(strictObject({ id: s.id })),
  'shares.resume': call<shapes.ShareRow>()(strictObject({ id: s.id })),
  /** Confirmed in a dialog of main when a window asks. */
  'shares.revoke': call<shapes.RevokeReport>()(strictObject({ id: s.id })),

  'received.list': call<shapes.ReceivedRow[]>()(s.none),
  /** What a key offers. Fetches only the terms. */
  'received.preview': call<shapes.SharePreview>()(
    strictObject({ key: pipe(string(), v.maxLength(4_000)) })
  ),
  'received.accept': call<shapes.ReceivedRow>()(
    strictObject({ key: pipe(string(), v.maxLength(4_000)) })
  ),
  /** Stops following and deletes the copy; confirmed in a dialog of main when a window asks. */
  'received.stop': call<{ stopped: boolean }>()(strictObject({ id: s.id })),
  /** The text of the QR code in a picture that was dropped or chosen. */
  'received.readImage': call<{ key: string }>()(strictObject({ token: s.id })),

  'settings.get': call<shapes.Settings>()(s.none),
  'settings.save': call<shapes.Settings>()(
    strictObject({
      locale: optional(picklist(['system', 'zh-CN', 'en'])),
      theme: optional(picklist(['system', 'light', 'dark'])),
      closeToTray: optional(boolean()),
      openAtLogin: optional(boolean()),
      notifications: optional(boolean()),
      bootstrap: optional(
        pipe(array(pipe(string(), v.regex(/^[^\s:]+:\d{1,5}$/))), v.maxLength(20))
      ),
      region: optional(pipe(string(), v.regex(/^[A-Z]{2}$/)))
    })
  ),
  'storage.facts': call<shapes.StorageFacts>()(s.none),
  /** Opens the folder of the space in the file manager. */
  'storage.show': call<{ shown: boolean }>('window')(s.none),
  /** What a deep link or a second launch asked for before the window could listen. */
  'window.pending': call<{ key?: string; tokens: string[] }>('window')(s.none)
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
/** What a caller passes: defaults may be left out. */
export type Params<Name extends CallName> = v.InferInput<Calls[Name]['params']>
/** What a handler gets: defaults filled in. */
export type Checked<Name extends CallName> = v.InferOutput<Calls[Name]['params']>
export type Result<Name extends CallName> = NonNullable<Calls[Name]['result']>

/** How an answer travels: an error crosses processes as plain data, never as a thrown Error. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; error: shapes.Failure }
