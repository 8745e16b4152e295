import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import type { Card } from '../../src-main/contacts/card'
import { DatomSet, EpochRing, mintDatom, type Admission, type Datom } from '../../src-main/datom'

export const noon = Date.parse('2026-04-01T12:00:00.000Z')

export function card(name: string, extra: Partial<Card> = {}): Card {
  return { '@type': 'Card', version: '1.0', uid: `uid-${name}`, name: { full: name }, ...extra }
}

export function contacts(count: number, name = 'Person'): Datom[] {
  return Array.from({ length: count }, (_, n) => mintDatom({ content: card(`${name} ${n}`) }, noon))
}

/** Of sets that nothing is shared of. */
export const admit: Admission = () => {}

export interface Owner {
  directory: string
  store: Corestore
  keyPair: ReturnType<typeof crypto.keyPair>
  ring: EpochRing
  admit: Admission
  set: DatomSet
}

/** Temporary stores, closed and deleted by `close()`. */
export class Room {
  readonly #stores: Corestore[] = []
  readonly #directories: string[] = []

  async store(): Promise<{ store: Corestore; directory: string }> {
    const directory = await mkdtemp(join(tmpdir(), 'datomspace-datom-'))
    const store = new Corestore(directory)
    await store.ready()
    this.#stores.push(store)
    this.#directories.push(directory)
    return { store, directory }
  }

  async owner(): Promise<Owner> {
    const { store, directory } = await this.store()
    const keyPair = crypto.keyPair()
    const ring = EpochRing.create()
    const set = DatomSet.open({ store, keyPair, ring, admit })
    await set.ready()
    return { directory, store, keyPair, ring, admit, set }
  }

  async close(): Promise<void> {
    for (const store of this.#stores) await store.close()
    for (const directory of this.#directories) await rm(directory, { recursive: true, force: true })
  }
}

/** Two stores that exchange all they know of each other. */
export function connect(a: Corestore, b: Corestore): () => void {
  const one = a.replicate(true) as Duplex
  const two = b.replicate(false) as Duplex
  one.on('error', () => {})
  two.on('error', () => {})
  one.pipe(two).pipe(one)
  return () => {
    one.destroy()
    two.destroy()
  }
}

export async function bytesUnder(directory: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) parts.push(await readFile(join(entry.parentPath ?? entry.path, entry.name)))
  }
  return Buffer.concat(parts)
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
