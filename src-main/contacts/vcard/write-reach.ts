import type { Anniversary, Card, Link, OnlineService, PartialDate } from '../card'
import { escapeText, escapeUri, type Parameters } from './line'
import { isUri } from './value'
import type { CardWriter } from './write'
import { mediaTypeOf } from './write-media'

/** TEL, EMAIL, IMPP and its like, URL, NOTE, LANG, HOBBY and the other ways to reach and know a person. */
export function writeReach(writer: CardWriter, card: Card): void {
  for (const [id, phone] of Object.entries(card.phones ?? {})) {
    const uri = isUri(phone.number)
    const value = uri ? escapeUri(phone.number) : escapeText(phone.number)
    writer.item('TEL', phone, value, uri ? { value: 'uri' } : {}, id)
  }
  for (const [id, email] of Object.entries(card.emails ?? {}))
    writer.item(
      'EMAIL',
      email,
      escapeText(email.address),
      writer.is3 ? { type: 'internet' } : {},
      id
    )
  for (const [id, service] of Object.entries(card.onlineServices ?? {}))
    writeService(writer, service, id)
  writeLinks(writer, card.links, link => (link.kind === 'contact' ? 'CONTACT-URI' : 'URL'))
  writeLinks(writer, card.calendars, link => (link.kind === 'freeBusy' ? 'FBURL' : 'CALURI'))
  writeLinks(writer, card.directories, link =>
    link.kind === 'directory' ? 'ORG-DIRECTORY' : 'SOURCE'
  )
  for (const [id, { uri, ...rest }] of Object.entries(card.schedulingAddresses ?? {}))
    writer.item('CALADRURI', rest, escapeUri(uri), {}, id)
  for (const [id, { language, ...rest }] of Object.entries(card.preferredLanguages ?? {}))
    writer.item('LANG', rest, escapeText(language), {}, id)
  for (const [id, note] of Object.entries(card.notes ?? {}))
    writer.item('NOTE', note, escapeText(note.note), {}, id)
  for (const [id, info] of Object.entries(card.personalInfo ?? {})) {
    const level: Parameters = info.level === undefined ? {} : { level: info.level }
    writer.item(info.kind.toUpperCase(), info, escapeText(info.value), level, id)
  }
}

function writeLinks(
  writer: CardWriter,
  links: Record<string, Link> | undefined,
  nameOf: (link: Link) => string
): void {
  for (const [id, link] of Object.entries(links ?? {}))
    writer.item(nameOf(link), link, escapeUri(link.uri), mediaTypeOf(link), id)
}

function writeService(writer: CardWriter, item: OnlineService, id: string): void {
  const text = item.uri ?? item.user
  if (text === undefined) return
  const value = item.uri === undefined ? escapeText(text) : escapeUri(text)
  const name = item.vCardName ?? propertyFor(item)
  const more: Parameters = {}
  if (name === 'impp' && item.service !== undefined && !serviceIsKnown(item))
    more['x-service-type'] = item.service
  if (name === 'socialprofile' && item.vCardName === undefined) {
    if (item.service !== undefined) more['service-type'] = item.service
    if (item.uri === undefined) more.value = 'text'
    else if (item.user !== undefined) more.username = item.user
  }
  writer.item(name.toUpperCase(), item, value, more, id)
}

/** Whether the URI's scheme or a kept parameter names the service already. */
function serviceIsKnown(item: OnlineService): boolean {
  if (item.vCardName === 'impp' && item.vCardParams === undefined) return isUri(item.uri ?? '')
  const kept = item.vCardParams ?? {}
  return (
    kept['x-service-type'] !== undefined ||
    kept['service-type'] !== undefined ||
    item.vCardName === 'impp'
  )
}

const PROPERTY_BY_SERVICE: Record<string, string> = {
  aim: 'x-aim',
  icq: 'x-icq',
  msn: 'x-msn',
  yahoo: 'x-yahoo',
  jabber: 'x-jabber',
  skype: 'x-skype',
  'google talk': 'x-google-talk',
  qq: 'x-qq',
  wechat: 'x-wechat'
}

function propertyFor(item: OnlineService): string {
  const service = (item.service ?? '').toLowerCase()
  const known = Object.hasOwn(PROPERTY_BY_SERVICE, service)
    ? PROPERTY_BY_SERVICE[service]
    : undefined
  return item.uri === undefined && known !== undefined ? known : 'socialprofile'
}

const DATE_PROPERTIES: Record<string, string> = {
  birth: 'BDAY',
  death: 'DEATHDATE',
  wedding: 'ANNIVERSARY'
}

/** BDAY, DEATHDATE, ANNIVERSARY; a date of another kind as Apple writes it, X-ABDATE with a label. */
export function writeDates(writer: CardWriter, card: Card): void {
  for (const [id, anniversary] of Object.entries(card.anniversaries ?? {})) {
    const standard = Object.hasOwn(DATE_PROPERTIES, anniversary.kind)
      ? DATE_PROPERTIES[anniversary.kind]
      : undefined
    const name = anniversary.vCardName?.toUpperCase() ?? standard
    const value = dateText(writer, anniversary)
    if (name !== undefined) writer.item(name, anniversary, value, {}, id)
    else writer.item('X-ABDATE', { label: anniversary.kind, ...anniversary }, value, {}, id)
  }
}

function dateText(writer: CardWriter, { date, vCardParams }: Anniversary): string {
  if ('utc' in date) return date.utc
  const omitted = vCardParams?.['x-apple-omit-year']
  const year =
    date.year ??
    (typeof omitted === 'string' && /^\d+$/.test(omitted) ? Number(omitted) : undefined)
  return partialText({ ...date, year }, writer.is3 ? '-' : '')
}

function partialText({ year, month, day }: PartialDate, dash: string): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  if (year === undefined) {
    if (month === undefined) return day === undefined ? '' : '---' + two(day)
    return day === undefined ? '--' + two(month) : `--${two(month)}${dash}${two(day)}`
  }
  const shown = String(year).padStart(4, '0')
  if (month === undefined) return shown
  // a year and a month are never written without a dash: 199604 would be something else
  return day === undefined ? `${shown}-${two(month)}` : shown + dash + two(month) + dash + two(day)
}
