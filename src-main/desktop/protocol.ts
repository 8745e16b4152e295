import { net, protocol, session, type Session } from 'electron'
import { randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The one origin of our pages. A page from anywhere else gets no bridge and no answer. */
export const ORIGIN = 'app://datomspace'
/** The origin of the window that shows or asks for secrets; it shares nothing with the other. */
export const SECRET_ORIGIN = 'app://secret'
export const SECRET_PARTITION = 'secret'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2'
}

const PHOTO_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif'])

/** The picture of a contact, or undefined when it has none. */
export type PhotoSource = (
  contactId: string
) => Promise<{ bytes: Uint8Array; mediaType: string } | undefined>

/** Before `ready`: the scheme behaves like https, with an origin of its own. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: false }
    }
  ])
}

/**
 * Serves the built pages from `app://`, with a fresh nonce and a strict policy for each document.
 *
 * @param folder the folder of the built renderer
 */
export function serveApp(folder: string, photo: PhotoSource): void {
  serve(session.defaultSession, folder, photo)
  serve(session.fromPartition(SECRET_PARTITION), folder, async () => undefined)
}

function serve(target: Session, folder: string, photo: PhotoSource): void {
  target.protocol.handle('app', async request => {
    const url = new URL(request.url)
    if (request.method !== 'GET') return refused(405)
    if (url.host !== 'datomspace' && url.host !== 'secret') return refused(404)
    const contact = /^\/photo\/(.+)$/.exec(url.pathname)?.[1]
    if (contact && url.host === 'datomspace') return photoAnswer(await photo(decode(contact)))
    return fileAnswer(folder, url)
  })
}

async function fileAnswer(folder: string, url: URL): Promise<Response> {
  const asked = decode(url.pathname)
  const entry = url.host === 'secret' ? 'secret/index.html' : 'index.html'
  const file = normalize(join(folder, asked === '/' ? entry : asked))
  if (!file.startsWith(folder + sep) || !(await isFile(file))) return refused(404)
  const type = TYPES[extname(file)] ?? 'application/octet-stream'
  if (!file.endsWith('.html')) {
    const body = await net.fetch(pathToFileURL(file).toString())
    return new Response(body.body, { headers: headers(type) })
  }
  const nonce = randomBytes(16).toString('base64')
  const html = (await readFile(file, 'utf8')).replaceAll('%NONCE%', nonce)
  return new Response(html, {
    headers: { ...headers(type), 'Content-Security-Policy': contentSecurityPolicy(nonce) }
  })
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ?? false
}

/** Only what the pages need: own scripts, own styles, photos of contacts; no network at all. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'"
  ].join('; ')
}

/** A photo is bytes from somebody's file: served only as a picture, never as a document. */
function photoAnswer(photo: { bytes: Uint8Array; mediaType: string } | undefined): Response {
  if (!photo || !PHOTO_TYPES.has(photo.mediaType)) return refused(404)
  return new Response(new Uint8Array(photo.bytes), {
    headers: {
      ...headers(photo.mediaType),
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cache-Control': 'private, max-age=300'
    }
  })
}

function headers(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer'
  }
}

function refused(status: 404 | 405): Response {
  return new Response(null, { status })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
