import type { Link, OnlineService } from '../card'
import { type Handler } from './builder'
import { isUri, unescapeText } from './value'

/** Ways to reach a person: telephone, e-mail, messengers, pages, languages. */

export const telephone: Handler = (builder, raw, header) => {
  const number = unescapeText(raw).trim()
  if (number !== '') builder.add('phones', { number }, header)
}

export const email: Handler = (builder, raw, header) => {
  const address = unescapeText(raw).trim()
  if (address !== '') builder.add('emails', { address }, header)
}

/** IMPP: a URI, and perhaps the name of the service (X-SERVICE-TYPE of Apple, SERVICE-TYPE of RFC 9554). */
export const instantMessaging: Handler = (builder, raw, header) => {
  const text = unescapeText(raw).trim()
  if (text === '') return
  const item: OnlineService = isUri(text) ? { uri: text } : { user: text }
  const named = header.parameters?.['x-service-type'] ?? header.parameters?.['service-type']
  const service = named?.[0] ?? (isUri(text) ? SERVICE_BY_SCHEME.get(schemeOf(text)) : undefined)
  if (service !== undefined) item.service = service
  builder.add('onlineServices', { ...item, vCardName: 'impp' }, header)
}

/** RFC 9554 §3.5, and X-SOCIALPROFILE of Apple, where the service is the TYPE. */
export const socialProfile: Handler = (builder, raw, header) => {
  const text = unescapeText(raw).trim()
  if (text === '') return
  const item: OnlineService = isUri(text) ? { uri: text } : { user: text }
  const service =
    header.parameters?.['service-type']?.[0] ?? header.types.find(type => !NO_SERVICE.has(type))
  if (service !== undefined) item.service = service
  const user = header.parameters?.username?.[0] ?? header.parameters?.['x-user']?.[0]
  if (user !== undefined && item.user === undefined) item.user = user
  builder.add('onlineServices', { ...item, vCardName: header.name.toLowerCase() }, header)
}

const NO_SERVICE = new Set(['work', 'home', 'other'])

/** X-AIM, X-ICQ, X-QQ and their like: the property's name is the service. */
export function messenger(service: string): Handler {
  return (builder, raw, header) => {
    const user = unescapeText(raw).trim()
    if (user === '') return
    builder.add('onlineServices', { service, user, vCardName: header.name.toLowerCase() }, header)
  }
}

const SERVICE_BY_SCHEME = new Map([
  ['aim', 'AIM'],
  ['xmpp', 'Jabber'],
  ['skype', 'Skype'],
  ['icq', 'ICQ'],
  ['msnim', 'MSN'],
  ['ymsgr', 'Yahoo'],
  ['sip', 'SIP'],
  ['gtalk', 'Google Talk'],
  ['matrix', 'Matrix'],
  ['tg', 'Telegram']
])

function schemeOf(uri: string): string {
  return uri.slice(0, uri.indexOf(':')).toLowerCase()
}

type LinkMember = 'links' | 'calendars' | 'cryptoKeys' | 'directories'

/** A property whose value is a URI; its text form is kept as it is, for many write `www.example.com`. */
export function link(member: LinkMember, kind?: string): Handler {
  return (builder, raw, header) => {
    const uri = unescapeText(raw).trim()
    if (uri === '') return
    const item: Link = { uri }
    if (kind !== undefined) item.kind = kind
    const mediaType = header.parameters?.mediatype?.[0]
    builder.add(member, item, header)
    if (mediaType === undefined || item.vCardParams === undefined) return
    item.mediaType = mediaType
    delete item.vCardParams.mediatype
    if (Object.keys(item.vCardParams).length === 0) delete item.vCardParams
  }
}

export const schedulingAddress: Handler = (builder, raw, header) => {
  const uri = unescapeText(raw).trim()
  if (uri !== '') builder.add('schedulingAddresses', { uri }, header)
}

export const note: Handler = (builder, raw, header) => {
  const text = unescapeText(raw)
  if (text.trim() !== '') builder.lastNote = builder.add('notes', { note: text }, header)
}

export const spokenLanguage: Handler = (builder, raw, header) => {
  const language = unescapeText(raw).trim()
  if (language !== '') builder.add('preferredLanguages', { language }, header)
}

/** HOBBY, INTEREST, EXPERTISE (RFC 6715) with their LEVEL. */
export function personalInformation(kind: string): Handler {
  return (builder, raw, header) => {
    const value = unescapeText(raw)
    if (value.trim() === '') return
    builder.add('personalInfo', { kind, value }, header)
  }
}
