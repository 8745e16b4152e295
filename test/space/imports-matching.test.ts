import { afterEach, describe, expect, it } from 'vitest'
import { vcard, type Home } from './home'
import { openHome } from './worker'

let home: Home

afterEach(() => home.close())

const MANY = 1_500
/** Long enough that all of them together are worth a thread for comparing. */
const NOTE = `NOTE:${'Seeds and bread. '.repeat(50)}`

function person(number: number, lines: string[] = []): string {
  const reach = [`EMAIL:person${number}@example.org`, `UID:person-${number}`]
  return vcard(`Person Number${number}`, [...reach, NOTE, ...lines])
}

const people = Array.from({ length: MANY }, (_, number) => person(number)).join('')
const alike = [
  person(7),
  person(8, ['TEL:+12025550100']),
  vcard('Person Number9', ['EMAIL:person9@example.org', 'UID:another', 'TITLE:Baker'])
].join('')

async function matchesOf(id: string): Promise<string[]> {
  const { rows } = await home.imports.review({ id, offset: MANY, limit: 100 })
  return rows.map(({ kind, match }) => `${kind} ${match?.id} ${match?.degree}`)
}

const FOUND = ['same row:7 same', 'update row:8 same', 'duplicate row:9 likely']

describe('a file of many records', () => {
  it('has the same duplicates as a file of few, in whichever of the files they are', async () => {
    home = await openHome()
    const one = await home.reading(people + alike)
    expect(one.kinds).toEqual({ new: MANY, update: 1, same: 1, duplicate: 1, problem: 0 })
    expect(await matchesOf(one.id)).toEqual(FOUND)
    const two = await home.reading(people, alike)
    expect(two.kinds).toEqual(one.kinds)
    expect(await matchesOf(two.id)).toEqual(FOUND)
  })

  it('is compared anew when one of the files before it is read in another way', async () => {
    home = await openHome()
    const { id } = await home.reading(vcard('Zoë'), people + alike)
    const { kinds } = await home.imports.configure({ id, file: 0, charset: 'windows-1252' })
    expect(kinds).toEqual({ new: MANY + 1, update: 1, same: 1, duplicate: 1, problem: 0 })
    const { rows } = await home.imports.review({ id, offset: MANY + 1, limit: 100 })
    expect(rows.map(({ match }) => match?.id)).toEqual(['row:8', 'row:9', 'row:10'])
  })

  it('is held against the contacts that are there, and creates nothing the second time', async () => {
    home = await openHome()
    expect((await home.import(people)).counts.created).toBe(MANY)
    const again = await home.reading(people + alike)
    expect(again.kinds).toEqual({ new: 0, update: 1, same: MANY + 1, duplicate: 1, problem: 0 })
    const { rows } = await home.imports.review({ id: again.id, kind: 'duplicate' })
    expect(rows[0]!.match!.name).toBe('Person Number9')
  })

  it('has a mended record compared with all the others', async () => {
    home = await openHome()
    const { id } = await home.reading(people + 'BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n')
    const { kinds } = await home.imports.retry({ id, row: MANY, raw: person(7) })
    expect(kinds).toEqual({ new: MANY, update: 0, same: 1, duplicate: 0, problem: 0 })
    expect(await matchesOf(id)).toEqual(FOUND.slice(0, 1))
  })

  it('can be looked at and given up while it is read', async () => {
    home = await openHome()
    const { id } = await home.imports.open({ tokens: [await home.drop(people.repeat(10))] })
    const page = await home.imports.review({ id })
    expect(page.rows.every(row => row.kind !== 'problem')).toBe(true)
    expect((await home.imports.cancel({ id })).phase).toBe('cancelled')
    expect(home.contacts.count).toBe(0)
    expect((await home.import(alike)).counts.created).toBe(3)
  })
})
