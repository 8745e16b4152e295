import type { Link, Media } from '../card'
import { type CardBuilder, type Handler } from './builder'
import type { Header } from './header'
import { isUri, unescapeText } from './value'

/** PHOTO, LOGO, SOUND: a URI stays one, bytes become a blob named by their hash. */
export function media(kind: Media['kind']): Handler {
  return (builder, raw, header) => {
    const text = raw.trim()
    if (text === '') return
    const inline = inlineBytes(text, header)
    if (inline === undefined) {
      const uri = unescapeText(text)
      if (isUri(uri)) addMedia(builder, { kind, uri }, header)
      else builder.keep(raw, header)
      return
    }
    const mediaType =
      inline.mediaType ?? typeOf(header) ?? sniff(inline.bytes) ?? 'application/octet-stream'
    if (inline.bytes.length === 0) {
      builder.warn('value-malformed', `${header.name} holds no base64 text`, raw)
      return
    }
    const blob = builder.blob(inline.bytes, mediaType)
    if (blob === undefined) {
      const limit = builder.limits.photoBytes
      builder.warn(
        'photo-too-large',
        `${header.name} of ${inline.bytes.length} bytes left out; the limit is ${limit}`,
        ''
      )
      return
    }
    addMedia(builder, { kind, blobId: blob.hash, mediaType }, header)
  }
}

function addMedia(builder: CardBuilder, item: Media, header: Header): void {
  if (header.name.startsWith('X-')) item.vCardName = header.name.toLowerCase()
  builder.add('media', item, header)
  const kept = item.vCardParams
  if (kept === undefined) return
  if (typeof kept.mediatype === 'string') {
    item.mediaType ??= kept.mediatype
    delete kept.mediatype
  }
  const rest = [kept.type ?? []].flat().filter(type => !Object.hasOwn(MEDIA_TYPES, type))
  if (kept.type !== undefined && rest.length < [kept.type].flat().length) {
    item.mediaType ??= typeOf(header)
    if (rest.length > 0) kept.type = rest.length === 1 ? rest[0]! : rest
    else delete kept.type
  }
  if (Object.keys(kept).length === 0) delete item.vCardParams
}

/** KEY: a URI, inline bytes as a `data:` URI, or text, which is kept as it is. */
export const key: Handler = (builder, raw, header) => {
  const text = raw.trim()
  if (text === '') return
  const item: Link = { uri: unescapeText(text) }
  if (header.encoding === 'base64') {
    const mediaType = header.parameters?.mediatype?.[0] ?? 'application/octet-stream'
    item.uri = `data:${mediaType};base64,${text.replace(/\s+/g, '')}`
  } else if (!isUri(item.uri)) {
    builder.keep(raw, header)
    return
  }
  builder.add('cryptoKeys', item, header)
}

const DATA_URI = /^data:([^,;]*)((?:;[^,;]*)*),/i

function inlineBytes(
  text: string,
  header: Header
): { bytes: Buffer; mediaType?: string } | undefined {
  if (header.encoding === 'base64') {
    // some write a data: URI and call it base64 as well
    return dataUri(text) ?? { bytes: Buffer.from(text, 'base64') }
  }
  if (/^data:/i.test(text)) return dataUri(unescapeText(text))
  const unannounced = text.length > 100 && !text.includes(':') && /^[A-Za-z0-9+/=\s]+$/.test(text)
  return unannounced ? { bytes: Buffer.from(text, 'base64') } : undefined
}

function dataUri(text: string): { bytes: Buffer; mediaType?: string } | undefined {
  const match = DATA_URI.exec(text.slice(0, 1000))
  if (match === null) return undefined
  const data = text.slice(match[0].length)
  const base64 = /;base64$/i.test(match[2]!)
  if (!base64 && /%(?![0-9a-f]{2})/i.test(data)) return undefined
  const bytes = base64 ? Buffer.from(data, 'base64') : percentDecoded(data)
  return match[1] === '' ? { bytes } : { bytes, mediaType: match[1]!.toLowerCase() }
}

function percentDecoded(data: string): Buffer {
  const latin = Buffer.from(data, 'utf8').toString('latin1')
  return Buffer.from(
    latin.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1'
  )
}

/** TYPE of PHOTO, LOGO, SOUND in vCard 2.1 and 3.0 → media type. */
const MEDIA_TYPES: Record<string, string> = {
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  webp: 'image/webp',
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/png': 'image/png',
  'image/gif': 'image/gif',
  wave: 'audio/wav',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
  aiff: 'audio/aiff',
  basic: 'audio/basic',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg'
}

function typeOf(header: Header): string | undefined {
  const type = header.types.find(one => Object.hasOwn(MEDIA_TYPES, one))
  return type === undefined ? header.parameters?.mediatype?.[0] : MEDIA_TYPES[type]
}

function sniff(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('\x89PNG')) return 'image/png'
  if (head.startsWith('GIF8')) return 'image/gif'
  if (head.startsWith('BM')) return 'image/bmp'
  if (head.startsWith('RIFF')) return head.endsWith('WEBP') ? 'image/webp' : 'audio/wav'
  return undefined
}

/** TYPE that vCard 3.0 wants for a media type, undefined if it has none. */
export function mediaTypeName(mediaType: string | undefined): string | undefined {
  if (mediaType === undefined) return undefined
  const found = Object.keys(MEDIA_TYPES).find(type => MEDIA_TYPES[type] === mediaType)
  return found?.toUpperCase()
}
