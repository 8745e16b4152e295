import { DatomspaceError } from '../../error'
import { parseJson, sealToPerson, type Json, type KeyRing } from '../../identity'

const KINDS = ['parcel', 'acknowledgement'] as const
type Kind = (typeof KINDS)[number]

/** A step of a transfer as a text file that only `did` can open. Who made it is signed inside. */
export function sealText(kind: Kind, did: string, body: Json): string {
  const sealed = sealToPerson(did, Buffer.from(JSON.stringify({ kind, body })))
  return JSON.stringify({
    datomspace: `transfer-${kind}/1`,
    for: did,
    sealed: sealed.toString('base64')
  })
}

/** Throws `FORMAT_UNKNOWN` for what is no such file, `GRANT_SECRET_WRONG` for somebody else's. */
export function openSealedText(text: string, keys: KeyRing): { kind: Kind; body: Json } {
  const { datomspace, sealed } = membersOf(parse(text))
  const known = KINDS.some(kind => datomspace === `transfer-${kind}/1`)
  if (!known || typeof sealed !== 'string') throw unknown()
  const opened = membersOf(parse(keys.openSealed(Buffer.from(sealed, 'base64'))))
  const kind = KINDS.find(each => each === opened['kind'] && datomspace === `transfer-${each}/1`)
  if (!kind || opened['body'] === undefined) throw unknown()
  return { kind, body: opened['body'] }
}

function parse(source: string | Uint8Array): Json {
  try {
    return parseJson(source)
  } catch (cause) {
    throw unknown(cause)
  }
}

function membersOf(value: Json): Record<string, Json | undefined> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function unknown(cause?: unknown): DatomspaceError {
  return new DatomspaceError('FORMAT_UNKNOWN', 'This is no file of a transfer', { cause })
}
