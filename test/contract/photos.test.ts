import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Server } from '../../src-main/contract/served-server'

/** One white pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64'
)

describe('the photo of a contact', () => {
  let folder: string
  let server: Server
  let id: string

  const give = async (name: string, bytes: Buffer) => {
    const path = join(folder, name)
    await writeFile(path, bytes)
    const { token } = await server.served.modules.files.offer({ path })
    return server.served.router.answer('contacts.setPhoto', { id, token }, 'window')
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-photos-'))
    const storage = join(folder, 'space')
    const host = `photos-${process.pid}`
    server = new Server({ storage, host, keychain: 'memory', network: 'off' })
    await server.ready()
    const card = { '@type': 'Card' as const, uid: 'urn:uuid:1', name: { full: 'Alice' } }
    const saved = await server.served.router.answer('contacts.save', { card }, 'window')
    id = (saved as { value: { id: string } }).value.id
  })

  afterAll(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is what a person chose, whatever the file is called', async () => {
    expect(await give('face.txt', PNG)).toMatchObject({ ok: true })
    const photo = await server.served.modules.contacts.photo(id)
    expect(photo?.mediaType).toBe('image/png')
    expect(Buffer.from(photo!.bytes)).toEqual(PNG)
    const detail = await server.served.router.answer('contacts.get', { id }, 'window')
    expect(detail).toMatchObject({ value: { row: { photo: true }, datom: { version: 2 } } })
  })

  it('is never a document that calls itself a picture', async () => {
    const svg = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    )
    expect(await give('face.png', svg)).toMatchObject({ error: { code: 'FORMAT_UNKNOWN' } })
  })

  it('is refused when it is too large', async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(10_000_000)])
    expect(await give('large.png', large)).toMatchObject({ error: { code: 'FILE_TOO_LARGE' } })
  })

  it('needs a token that was not used before', async () => {
    const answer = await server.served.router.answer(
      'contacts.setPhoto',
      { id, token: 'a'.repeat(32) },
      'window'
    )
    expect(answer).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})
