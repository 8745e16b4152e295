import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Blob } from '../contacts/card'
import { DatomspaceError } from '../error'
import type { Contacts } from './contacts'
import type { Files } from './files'

/** As for photos in imported files. */
const LARGEST = 10_000_000

const JPEG = Buffer.from([0xff, 0xd8, 0xff])
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** First bytes of the picture formats that every page can show. */
const FORMATS: { mediaType: string; matches: (bytes: Buffer) => boolean }[] = [
  { mediaType: 'image/jpeg', matches: bytes => bytes.subarray(0, 3).equals(JPEG) },
  { mediaType: 'image/png', matches: bytes => bytes.subarray(0, 8).equals(PNG) },
  { mediaType: 'image/gif', matches: bytes => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6)) },
  {
    mediaType: 'image/webp',
    matches: bytes =>
      bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP'
  }
]

/**
 * Gives a contact the picture in a file that a person chose. The kind is read from the bytes, never
 * from the name. Throws `FILE_TOO_LARGE`, `FORMAT_UNKNOWN`, and what `Files.take` and the contact throw.
 */
export async function setPhoto(
  contacts: Contacts,
  files: Files,
  params: { id: string; token: string }
): Promise<{ id: string }> {
  const { path, name, bytes: size } = files.take(params.token)
  if (size > LARGEST) {
    throw new DatomspaceError(
      'FILE_TOO_LARGE',
      `${name} has ${Math.ceil(size / 1_000_000)} MB: a photo may have ${LARGEST / 1_000_000}`
    )
  }
  const bytes = await readFile(path)
  const format = FORMATS.find(({ matches }) => matches(bytes))
  if (!format) {
    throw new DatomspaceError('FORMAT_UNKNOWN', `${name} is no JPEG, PNG, GIF or WebP picture`)
  }
  const hash = createHash('sha256').update(bytes).digest('hex')
  const photo: Blob = { hash, mediaType: format.mediaType, bytes }
  return contacts.setPhoto({ id: params.id, photo })
}
