import { DatomspaceError, ERROR_CODES } from '../../error'
import { readJsonText } from '../../identity/json-text'
import { FIELD_GROUPS, type Draft, type FieldGroup, type PeopleTemplate } from '../../rights'
import type { PersonRow, Selection, SetRow, ShareRow, TermEvent } from '../../space/shapes'
import type { Connection } from '../connection'
import { untilOf } from '../duration'
import { EXIT, exitCodeOf } from '../exit'
import { ambiguous, lookup } from '../lookup'
import type { Output } from '../output'
import { wordsText } from '../terms'
import { printable, table } from '../text'
import { bytesOf } from '../whole-file'

const LARGEST = { bytes: 10_000_000, of: 'terms' }

export interface GrantOptions {
  set?: string
  id?: string[]
  tag?: string
  /** A person of the address book. */
  to?: string
  template?: PeopleTemplate
  /** File with a draft, or with a whole policy. */
  terms?: string
  fields?: string[]
  until?: string
  label?: string
  aboutOthers?: boolean
  dryRun?: boolean
}

/** `datomspace grant`: to whoever holds the key, or to one person. */
export async function grant(
  connection: Connection,
  output: Output,
  options: GrantOptions,
  now: number
): Promise<number> {
  const set = setOf(await connection.call('sets.list', {}), options.set)
  const to = options.to === undefined ? undefined : await personOf(connection, options.to)
  const params = {
    label: options.label ?? set.name,
    selection: selectionOf(set.id, options),
    ...(to && { audience: { kind: 'person' as const, did: to.did } }),
    ...(options.template && { template: options.template }),
    ...(options.terms && { terms: await draftIn(options.terms) }),
    ...(options.fields?.length && { fields: fieldsOf(options.fields) }),
    ...(options.until !== undefined && { until: untilOf(options.until, now) }),
    ...(options.aboutOthers && { aboutOthers: true as const })
  }
  if (options.dryRun) {
    const draft = await connection.call('shares.preview', params)
    await output.value(draft, ({ count, leftOut, terms, forbidden }) =>
      [
        `${count} contacts`,
        ...(leftOut ? [`${leftOut} left out: their level does not allow these terms`] : []),
        wordsText(terms, 'en', { unmade: true }),
        ...(forbidden ? [`Not possible: ${forbidden.text.en}`] : [])
      ].join('\n')
    )
    return draft.forbidden ? refusalStatus(draft.forbidden.code) : EXIT.ok
  }
  const row = await connection.call('shares.create', params)
  const key = await connection.call('shares.key', { id: row.id })
  if (connection.kind === 'opened') {
    output.note('It can be read while your space runs: the app, or "datomspace serve"')
  }
  await output.value({ ...row, ...key }, value => [describe(value), '', value.key].join('\n'))
  return EXIT.ok
}

/** As if it had been granted: what is no error code is the rule of a level. */
function refusalStatus(code: string): number {
  const known = ERROR_CODES.find(one => one === code)
  return exitCodeOf(known ?? 'LEVEL_FORBIDS')
}

/** `datomspace grants`: all that were given, or one of them whole. */
export async function grants(
  connection: Connection,
  output: Output,
  wanted: string | undefined
): Promise<void> {
  const rows = await connection.call('shares.list', {})
  if (wanted !== undefined) return output.value(shareOf(rows, wanted), describe)
  if (output.mode === 'json') {
    for (const row of rows) await output.value(row, () => '')
    return
  }
  const lines = rows.map(row => [
    row.id,
    row.state,
    printable(row.label),
    row.audience.kind === 'ticket' ? 'whoever has the key' : nameOf(row.audience),
    `${row.count} contacts`,
    row.terms.until ?? 'no end'
  ])
  await output.value(rows, () => table(lines))
}

export async function renew(
  connection: Connection,
  output: Output,
  wanted: string,
  until: string,
  now: number
): Promise<void> {
  const { id } = shareOf(await connection.call('shares.list', {}), wanted)
  await output.value(
    await connection.call('shares.renew', { id, until: untilOf(until, now) }),
    describe
  )
}

export async function suspend(
  connection: Connection,
  output: Output,
  wanted: string,
  action: 'suspend' | 'resume'
): Promise<void> {
  const row = shareOf(await connection.call('shares.list', {}), wanted)
  const { id, state, label, derivedFrom } = row
  const isSo = action === 'suspend' ? state === 'suspended' : state === 'active'
  // What is passed on may be withheld because of what it rests on, and then says so too.
  if (isSo && derivedFrom === undefined) output.note(`"${printable(label)}" is ${state} already`)
  await output.value(await connection.call(`shares.${action}`, { id }), describe)
}

/** `datomspace declare`: an event on which terms depend. */
export async function declare(
  connection: Connection,
  output: Output,
  wanted: string,
  said: { event: TermEvent; phase: 'begins' | 'ends' }
): Promise<void> {
  const { id } = shareOf(await connection.call('shares.list', {}), wanted)
  await output.value(await connection.call('shares.declare', { id, ...said }), describe)
}

/** `datomspace narrow`: terms from a file, or fewer fields, which may only take away. */
export async function narrow(
  connection: Connection,
  output: Output,
  wanted: string,
  { file, fields }: { file?: string; fields?: string[] }
): Promise<void> {
  if (file === undefined && !fields) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'Say what is taken away: a file, or --fields')
  }
  const { id, terms: before } = shareOf(await connection.call('shares.list', {}), wanted)
  const draft =
    file === undefined ? draftOf(JSON.parse(before.policy) as Draft) : await draftIn(file)
  const terms = fields ? { ...draft, 'ds:fields': fieldsOf(fields) } : draft
  await output.value(await connection.call('shares.narrow', { id, terms }), describe)
}

/** Terms in a file: a draft, or a policy of which the parties are left out. */
export async function draftIn(path: string): Promise<Draft> {
  const value = await jsonIn(path)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DatomspaceError('POLICY_NOT_UNDERSTOOD', `${path} holds no terms`)
  }
  return draftOf(value as Draft)
}

function draftOf({ permission, prohibition = [], obligation, 'ds:fields': fields }: Draft): Draft {
  return {
    ...(fields && { 'ds:fields': fields }),
    permission,
    prohibition,
    ...(obligation && { obligation })
  }
}

/** Throws `FILE_UNREADABLE` and `FILE_TOO_LARGE`. */
export async function jsonIn(path: string): Promise<unknown> {
  const text = (await bytesOf(path, LARGEST)).toString('utf8')
  const read = readJsonText(text)
  if ('value' in read) return read.value
  if (read.fault === 'no-json') {
    throw new DatomspaceError('FILE_UNREADABLE', `${path} is no JSON`, { cause: read.cause })
  }
  const message = `${path} has an object with two members of one name: keep the one that is meant`
  throw new DatomspaceError('FILE_UNREADABLE', message)
}

/** By did, by the beginning of it, or by name. */
export async function personOf(connection: Connection, wanted: string): Promise<PersonRow> {
  const rows = await connection.call('people.list', {})
  const named = rows.map(row => ({ ...row, id: row.did }))
  return lookup(named, wanted, row => row.name, 'person')
}

/** A label may have been used before: what can still be changed is meant. */
export function shareOf(shares: readonly ShareRow[], wanted: string): ShareRow {
  const live = shares.filter(({ state }) => state !== 'expired' && state !== 'revoked')
  const named = live.filter(row => row.label === wanted)
  if (named.length === 1) return named[0] as ShareRow
  if (named.length > 1) throw ambiguous(named, wanted, 'share')
  return lookup(shares, wanted, row => row.label, 'share')
}

/** The only set there is may go unnamed; among several nothing is shared by a guess. */
export function setOf(sets: readonly SetRow[], wanted: string | undefined): SetRow {
  if (wanted !== undefined) return lookup(sets, wanted, row => row.name, 'set')
  if (sets.length === 1) return sets[0] as SetRow
  if (sets.length === 0) {
    throw new DatomspaceError('NOT_FOUND', 'There is nothing to share yet: import contacts first')
  }
  const names = sets.map(({ name }) => `"${name}"`).join(', ')
  throw new DatomspaceError('INVALID_ARGUMENT', `Say which set to share with --set: ${names}`)
}

export function fieldsOf(names: readonly string[]): FieldGroup[] {
  return names.map(name => {
    const group = FIELD_GROUPS.find(one => one === name)
    if (group) return group
    const known = FIELD_GROUPS.join(', ')
    throw new DatomspaceError('INVALID_ARGUMENT', `"${name}" is no field: write some of ${known}`)
  })
}

export function selectionOf(setId: string, options: { id?: string[]; tag?: string }): Selection {
  if (options.id?.length) return { kind: 'datoms', setId, ids: options.id }
  if (options.tag) return { kind: 'tag', setId, tag: options.tag }
  return { kind: 'set', setId }
}

const CLOSED =
  'none: it holds earlier versions of what became too sensitive for it; make a new share, and revoke it'

function describe(row: ShareRow): string {
  const facts = table([
    ['share', printable(row.label)],
    ['id', row.id],
    ['state', row.state],
    ['for', row.audience.kind === 'ticket' ? 'whoever has the key' : nameOf(row.audience)],
    ['contacts', String(row.count)],
    ...(row.leftOut
      ? [['left out', `${row.leftOut}: their level does not allow these terms`] as [string, string]]
      : []),
    ...(row.closed ? [['newcomers', CLOSED] as [string, string]] : []),
    ...row.holders.map(holder => [
      'held by',
      `${nameOf(holder)}, ${holder.connected ? 'connected' : `last seen ${holder.lastSeen}`}`
    ])
  ])
  return `${facts}\n\n${wordsText(row.terms)}`
}

function nameOf({ name, did }: { name?: string; did?: string }): string {
  return printable(name ? `${name} (${did})` : (did ?? 'somebody'))
}
