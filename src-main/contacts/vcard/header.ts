import type { Handler } from './builder'
import type { TypePlan } from './types'

/** The part of a property before its colon: `[group.]NAME[;parameters]`. */
export interface Header {
  /** As written; '' for none. */
  group: string
  /** In upper case. */
  name: string
  /** Whether it can be a name at all; stray text with a colon in it is not. */
  valid: boolean
  /** TYPE values in lower case, without `pref`; bare parameters of vCard 2.1 are among them. */
  types: string[]
  /** 1 to 100, 0 for none: PREF of vCard 4.0, or the type `pref`, which counts as 1. */
  pref: number
  encoding: '' | 'quoted-printable' | 'base64'
  /** CHARSET as declared; '' for none. */
  charset: string
  /** VALUE in lower case; '' for none. */
  value: string
  /** All other parameters, names in lower case, unescaped. */
  parameters: Record<string, string[]> | undefined
  /** The names that make the structure of a file rather than say something. */
  structure: '' | 'begin' | 'end' | 'agent'
  /** What becomes of the property; undefined: it is kept as it is. */
  handler: Handler | undefined
  /** What the types mean, worked out once for all properties with this header. */
  plan: TypePlan | undefined
}

/** Line up to the first colon that is not inside quotes; -1 if there is none. */
export function findColon(text: string): number {
  const colon = text.indexOf(':')
  if (colon < 0) return -1
  const quote = text.indexOf('"')
  if (quote < 0 || quote > colon) return colon
  let quoted = false
  for (let index = quote; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x22) quoted = !quoted
    else if (code === 0x3a && !quoted) return index
  }
  return colon
}

const QUOTED_PRINTABLE = /;\s*(encoding\s*=\s*"?(quoted-printable|q)"?|quoted-printable)\s*(;|$)/i
const BASE64 = /;\s*(encoding\s*=\s*"?(b|base64)"?|base64)\s*(;|$)/i
const kinds = new Map<string, '' | 'quoted-printable' | 'base64'>()

/** The encoding that a header's text announces, without parsing the whole of it. */
export function headerKind(text: string): '' | 'quoted-printable' | 'base64' {
  const known = kinds.get(text)
  if (known !== undefined) return known
  let kind: '' | 'quoted-printable' | 'base64' = ''
  if (QUOTED_PRINTABLE.test(text)) kind = 'quoted-printable'
  else if (BASE64.test(text)) kind = 'base64'
  if (kinds.size > 1000) kinds.clear()
  if (text.length < 200) kinds.set(text, kind)
  return kind
}

const NAME = /^[A-Z0-9][A-Z0-9_/-]*$/
export const GROUP = /^[A-Za-z0-9][A-Za-z0-9._-]*$/

const STRUCTURE = new Map<string, Header['structure']>([
  ['BEGIN', 'begin'],
  ['END', 'end'],
  ['AGENT', 'agent']
])

/** Parse the text before the colon. It never fails: what makes no sense is kept as a parameter. */
export function parseHeader(text: string, handlers: ReadonlyMap<string, Handler>): Header {
  const parts = splitParameters(text)
  const full = parts[0]!.trim().replace(/^\ufeff/, '')
  const dot = full.lastIndexOf('.')
  const name = (dot < 0 ? full : full.slice(dot + 1)).toUpperCase()
  const header: Header = {
    group: dot < 0 ? '' : full.slice(0, dot),
    name,
    valid: NAME.test(name) && (dot < 0 || GROUP.test(full.slice(0, dot))),
    types: [],
    pref: 0,
    encoding: '',
    charset: '',
    value: '',
    parameters: undefined,
    structure: STRUCTURE.get(name) ?? '',
    handler: handlers.get(name),
    plan: undefined
  }
  for (let index = 1; index < parts.length; index++) addParameter(header, parts[index]!)
  return header
}

function splitParameters(text: string): string[] {
  if (!text.includes('"')) return text.split(';')
  const parts: string[] = []
  let from = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === 0x22) quoted = !quoted
    else if (code === 0x3b && !quoted) {
      parts.push(text.slice(from, index))
      from = index + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}

function addParameter(header: Header, part: string): void {
  // `TYPE#WORK` stands in files of one program that was in a hurry
  const equals = part.includes('=') ? part.indexOf('=') : part.indexOf('#')
  if (equals < 0) {
    for (const value of part.split(',')) addBare(header, value.trim())
    return
  }
  const name = part.slice(0, equals).replace(/"/g, '').trim().toLowerCase()
  const values = splitValues(part.slice(equals + 1))
  const first = values[0]!
  switch (name) {
    case 'type':
      for (const value of values) for (const one of value.split(',')) addType(header, one.trim())
      return
    case 'encoding':
      header.encoding = encodingOf(first)
      if (header.encoding === '' && !/^[78]-?bit$/i.test(first)) keepParameter(header, name, values)
      return
    case 'charset':
      header.charset = first
      return
    case 'value':
      header.value = first.toLowerCase()
      return
    case 'pref': {
      const pref = Number(first)
      if (Number.isInteger(pref) && pref >= 1 && pref <= 100) header.pref = pref
      else keepParameter(header, name, values)
      return
    }
    default:
      keepParameter(header, name, values)
  }
}

/** vCard 2.1 leaves out the parameter's name: `TEL;WORK;VOICE`, `PHOTO;BASE64`. */
function addBare(header: Header, value: string): void {
  const lower = value.toLowerCase()
  if (lower === '' || lower === '8bit' || lower === '7bit') return
  const encoding = encodingOf(lower)
  if (encoding !== '' && lower !== 'b') header.encoding = encoding
  else if (lower === 'url' || lower === 'uri' || lower === 'cid' || lower === 'content-id')
    header.value = lower
  else addType(header, value)
}

function addType(header: Header, type: string): void {
  const lower = type.toLowerCase()
  if (lower === '') return
  if (lower === 'pref') header.pref ||= 1
  else if (header.types.length > 64 || !header.types.includes(lower)) header.types.push(lower)
}

function encodingOf(value: string): Header['encoding'] {
  const lower = value.toLowerCase()
  if (lower === 'quoted-printable' || lower === 'q') return 'quoted-printable'
  return lower === 'base64' || lower === 'b' ? 'base64' : ''
}

function keepParameter(header: Header, name: string, values: string[]): void {
  if (name === '' || name === '__proto__') return
  const parameters = (header.parameters ??= {})
  if (!Object.hasOwn(parameters, name)) parameters[name] = values
  else for (const value of values) parameters[name]!.push(value)
}

/** Values at commas outside quotes, without the quotes, RFC 6868 escapes undone. */
function splitValues(text: string): string[] {
  if (!text.includes('"')) {
    const values = text.includes(',') ? text.split(',') : [text]
    return values.map(value => unescapeParameter(value.trim()))
  }
  const values: string[] = []
  let value = ''
  let quoted = false
  let kept = false
  for (const character of text + ',') {
    if (character === '"') {
      if (!quoted && value.trim() === '') value = ''
      quoted = !quoted
      kept = true
    } else if (character === ',' && !quoted) {
      values.push(unescapeParameter(kept ? value : value.trim()))
      value = ''
      kept = false
    } else value += character
  }
  if (quoted) values.push(unescapeParameter(value.slice(0, -1)))
  return values
}

function unescapeParameter(text: string): string {
  if (!text.includes('^')) return text
  return text.replace(/\^[n'^]/g, pair => (pair === '^n' ? '\n' : pair === "^'" ? '"' : '^'))
}
