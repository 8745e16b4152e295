import type { Blob } from '../../contacts/card'
import { decoded, decodeEntries, Replay } from '../../datom'
import type { Datom, DatomSet, DatomVersion, Level, SetChange, SetEntry } from '../../datom'
import type { RowReader } from './reader'
import { ReadDatom, soundDatom } from './reading'

/** Bytes of a set, packed, from which on it is worth a thread. */
const LARGE = 128 * 1024

/** What a source says after something in it changed. */
export interface SourceChange {
  put: Datom[]
  removed: string[]
}

/** A set of datoms that the list of contacts shows: one's own, or one that was received. */
export interface ContactSource {
  readonly setId: string
  /** May change; asked for at every use. */
  readonly setName: string
  /** What all that is in it is at least. */
  readonly level: Level
  /** Id of the received share; absent for one's own sets. */
  readonly receivedId?: string
  /** did:key of who owns it. */
  readonly owner: string
  readonly ownerName: string
  /** z-base-32 key of the core that holds it. */
  readonly coreKey: string
  /** Whether this person may write. */
  readonly editable: boolean
  /** Everything that is there now and is not told by `watch`; lets the event loop run in between. */
  list(): AsyncIterable<Datom>
  /** The same, some at a time, in no order, and with their rows where a thread has read them. */
  read(): AsyncIterable<Datom[]>
  /** What is in one's own set, not decoded, some at a time and in no order. */
  entries(): AsyncIterable<SetEntry[]>
  /** The current version, or null. */
  get(id: string): Promise<Datom | null>
  /** A photo, or null when it is not here. */
  blob(hash: string): Promise<Blob | null>
  /** Newest first; empty if it never was here. */
  history(id: string): Promise<DatomVersion[]>
  /** Throws as `put` would, if the level of one of these may not be there now (`LEVEL_FORBIDS`). */
  admit(datoms: readonly Datom[]): void
  /** Atomic for at most 250 datoms. Throws `NOT_WRITABLE`, and `CONFLICT` for a stale version. */
  put(datoms: readonly Datom[], blobs?: readonly Blob[]): Promise<void>
  /** Returns how many were there. */
  delete(ids: readonly string[], now: number): Promise<number>
  /** Brings the content of an old version back as a new one, of deleted ones too. */
  restore(id: string, version: number, now: number): Promise<Datom>
  /** Calls `listener` after every change; the result stops that. */
  watch(listener: (change: SourceChange) => void): () => void
}

/** What a set does not know about itself. Getters, where it may change. */
export interface SourceFacts {
  readonly setId: string
  readonly setName: string
  /** Of one's own set. */
  readonly level?: Level
  readonly owner: string
  readonly ownerName: string
  readonly coreKey: string
}

/** One's own set as a source. */
export function ownSource(set: DatomSet, facts: SourceFacts, reader?: RowReader): ContactSource {
  return new SetSource(set, facts, reader)
}

/** A received set. Its `replay` tells what is in it, from the beginning on, so its list only waits. */
export function receivedSource(
  replay: Replay,
  facts: SourceFacts & { readonly receivedId: string },
  reader?: RowReader
): ContactSource {
  return new SetSource(replay.set, facts, reader, { replay, receivedId: facts.receivedId })
}

class SetSource implements ContactSource {
  readonly receivedId?: string
  readonly editable: boolean
  private readonly changes: DatomSet | Replay

  constructor(
    private readonly set: DatomSet,
    private readonly facts: SourceFacts,
    private readonly reader?: RowReader,
    received?: { replay: Replay; receivedId: string }
  ) {
    this.editable = !received
    this.changes = received?.replay ?? set
    if (!received) return
    this.receivedId = received.receivedId
    received.replay.decode = entries => this.decode(entries)
  }

  get setId(): string {
    return this.facts.setId
  }

  get setName(): string {
    return this.facts.setName
  }

  get level(): Level {
    return this.facts.level ?? 'public'
  }

  get owner(): string {
    return this.facts.owner
  }

  get ownerName(): string {
    return this.facts.ownerName
  }

  get coreKey(): string {
    return this.facts.coreKey
  }

  async *list(): AsyncGenerator<Datom> {
    // A received set is told by its replay: what is here already counts as listed once that was told.
    if (this.changes instanceof Replay) await this.changes.recalled()
    else yield* this.set.list()
  }

  async *read(): AsyncGenerator<Datom[]> {
    if (this.changes instanceof Replay) await this.changes.recalled()
    else yield* decoded(this.set.entries(), entries => this.decode(entries))
  }

  entries(): AsyncGenerator<SetEntry[]> {
    return this.set.entries()
  }

  async get(id: string): Promise<Datom | null> {
    const datom = await this.set.get(id)
    return datom && this.sound(datom)
  }

  blob(hash: string): Promise<Blob | null> {
    return this.set.blob(hash)
  }

  async history(id: string): Promise<DatomVersion[]> {
    const versions = await this.set.history(id)
    return versions.map(version => ({
      ...version,
      datom: version.datom && this.sound(version.datom)
    }))
  }

  admit(datoms: readonly Datom[]): void {
    this.set.admit(datoms)
  }

  put(datoms: readonly Datom[], blobs: readonly Blob[] = []): Promise<void> {
    return this.set.put(datoms, { blobs })
  }

  delete(ids: readonly string[], now: number): Promise<number> {
    return this.set.delete(ids, now)
  }

  restore(id: string, version: number, now: number): Promise<Datom> {
    return this.set.restore(id, version, now)
  }

  watch(listener: (change: SourceChange) => void): () => void {
    const onchange = ({ put, removed }: SetChange) =>
      listener({ put: put.map(datom => this.sound(datom)), removed })
    this.changes.on('change', onchange)
    return () => void this.changes.off('change', onchange)
  }

  private decode(entries: SetEntry[]): Datom[] | Promise<Datom[]> {
    if (!this.reader || this.set.byteLength < LARGE) return decodeEntries(entries)
    const prefix = this.receivedId === undefined ? '' : `${this.receivedId}/`
    return this.reader.read(entries, { prefix, foreign: !this.editable })
  }

  /** What others wrote is of any shape; what the reader has read is sound. */
  private sound<D extends Datom>(datom: D): D {
    return this.editable || datom instanceof ReadDatom ? datom : soundDatom(datom)
  }
}
