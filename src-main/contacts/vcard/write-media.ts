import type { Card, Link, Media } from '../card'
import { escapeUri, type Parameters } from './line'
import { mediaTypeName } from './media'
import type { CardWriter } from './write'

/** PHOTO, LOGO, SOUND and KEY: by URI, or inline as each version has it. */
export function writeMedia(writer: CardWriter, card: Card): void {
  for (const [id, media] of Object.entries(card.media ?? {})) writeMedium(writer, media, id)
  for (const [id, key] of Object.entries(card.cryptoKeys ?? {})) writeKey(writer, key, id)
}

function writeMedium(writer: CardWriter, media: Media, id: string): void {
  const name = (media.vCardName ?? media.kind).toUpperCase()
  if (media.blobId === undefined) {
    if (media.uri === undefined) return
    writer.item(
      name,
      media,
      escapeUri(media.uri),
      { value: 'uri', ...typeParameter(writer, media) },
      id
    )
    return
  }
  const bytes = writer.options.blob?.(media.blobId)
  if (bytes === undefined) return
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  if (writer.is3)
    writer.item(name, media, base64, { encoding: 'b', ...typeParameter(writer, media) }, id)
  else writer.item(name, media, `data:${media.mediaType ?? ''};base64,${base64}`, {}, id)
}

function typeParameter(writer: CardWriter, media: Media): Parameters {
  if (media.mediaType === undefined) return {}
  const type = writer.is3 ? mediaTypeName(media.mediaType) : undefined
  return type === undefined ? { mediatype: media.mediaType } : { type: [type] }
}

const INLINE_KEY = /^data:([^,;]*);base64,([A-Za-z0-9+/=]*)$/

function writeKey(writer: CardWriter, key: Link, id: string): void {
  const inline = writer.is3 ? INLINE_KEY.exec(key.uri) : null
  const declared = key.vCardParams?.mediatype ?? 'application/octet-stream'
  if (inline !== null && inline[1] === declared)
    writer.item('KEY', key, inline[2]!, { encoding: 'b' }, id)
  else writer.item('KEY', key, escapeUri(key.uri), { value: 'uri', ...mediaTypeOf(key) }, id)
}

export function mediaTypeOf(link: Link): Parameters {
  return link.mediaType === undefined ? {} : { mediatype: link.mediaType }
}
