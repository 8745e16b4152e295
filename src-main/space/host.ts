import z32 from 'z32'
import { DatomspaceError } from '../error'

const MAX_NAME = 200

/** What a client is told to look for: a name, and the key of the one space it has to be, if given. */
export interface HostAddress {
  name: string
  spaceKey: Buffer | null
}

/** Parses `name` or `name@<space key>` (z-base-32 or hex). Throws `INVALID_ARGUMENT`. */
export function parseHost(host: unknown): HostAddress {
  if (typeof host !== 'string') throw invalid('it is no text')
  const split = host.lastIndexOf('@')
  const name = assertHostName(split === -1 ? host : host.slice(0, split))
  if (split === -1) return { name, spaceKey: null }
  return { name, spaceKey: parseKey(host.slice(split + 1)) }
}

/** The name under which a server serves: 1 to 200 characters, no `@` and no control characters. */
export function assertHostName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '') throw invalid('it is empty')
  if (name.length > MAX_NAME || /[@\u0000-\u001f\u007f]/.test(name)) {
    throw invalid(`a name has up to ${MAX_NAME} characters and no "@"`)
  }
  return name
}

/** A 32-byte key from bytes, z-base-32 or hex. Throws `INVALID_ARGUMENT`. */
export function parseKey(key: Uint8Array | string): Buffer {
  if (typeof key !== 'string') {
    if (key instanceof Uint8Array && key.byteLength === 32) return Buffer.from(key)
    throw invalidKey()
  }
  const text = key.trim().toLowerCase()
  if (/^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, 'hex')
  if (/^[ybndrfg8ejkmcpqxot1uwisza345h769]{52}$/.test(text)) {
    const bytes = Buffer.from(z32.decode(text))
    if (bytes.byteLength === 32) return bytes
  }
  throw invalidKey()
}

function invalid(why: string): DatomspaceError {
  return new DatomspaceError('INVALID_ARGUMENT', `This cannot be the host of a space: ${why}`, {
    details: { argument: 'host' }
  })
}

function invalidKey(): DatomspaceError {
  return new DatomspaceError(
    'INVALID_ARGUMENT',
    'A key is 32 bytes, as a Buffer, 64 hex digits or 52 characters of z-base-32',
    { details: { argument: 'key' } }
  )
}
