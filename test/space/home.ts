import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSeed } from '../../src-main/identity'
import { Contacts, ownSource } from '../../src-main/space/contacts'
import { Files } from '../../src-main/space/files'
import { Imports, type ImportsOptions } from '../../src-main/space/imports'
import { Sets, type OwnSet } from '../../src-main/space/sets'
import type { ImportJob } from '../../src-main/space/shapes'
import { Space } from '../../src-main/space/space'

export interface HomeOptions {
  /** A bundled program has the worker beside itself; tests use `openHome`. */
  workerFile?: string
  storage?: string
  seed?: Buffer
  now?: () => number
  imports?: Partial<ImportsOptions>
}

/** Alice's space with its contacts and imports, off the network; `close()` ends and deletes it. */
export class Home {
  readonly files = new Files()
  contacts!: Contacts
  imports!: Imports
  sets!: Sets
  space!: Space
  private names = 0

  private constructor(
    readonly storage: string,
    readonly seed: Buffer,
    private readonly options: HomeOptions
  ) {}

  static async open(options: HomeOptions = {}): Promise<Home> {
    const storage = options.storage ?? (await mkdtemp(join(tmpdir(), 'datomspace-home-')))
    const home = new Home(storage, options.seed ?? createSeed(), options)
    await home.start()
    return home
  }

  async start(): Promise<void> {
    const { storage, seed, options } = this
    const now = options.now ?? Date.now
    this.space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await this.space.ready()
    this.sets = new Sets({ space: this.space })
    await this.sets.ready()
    const { workerFile } = options
    const { database } = this.space
    this.contacts = new Contacts({ database, now, ...(workerFile && { workerFile }) })
    for (const own of this.sets.all()) this.attach(own)
    this.sets.on('open', own => this.attach(own))
    this.sets.on('gone', id => this.contacts.detach(id))
    await this.contacts.ready()
    this.imports = new Imports({
      database,
      files: this.files,
      contacts: this.contacts,
      createSet: params => this.sets.create(params),
      now,
      ...(workerFile && { workerFile }),
      ...options.imports
    })
    await this.imports.ready()
  }

  /** Closes the space and opens it again, as the next run of the program does. */
  async reopen(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async stop(): Promise<void> {
    await this.imports.close()
    await this.contacts.close()
    await this.sets.close()
    await this.space.close()
  }

  async close(): Promise<void> {
    await this.stop()
    await rm(this.storage, { recursive: true, force: true })
  }

  /** A token for a file with this text. */
  async drop(text: string | Uint8Array, name = `file${this.names++}.vcf`): Promise<string> {
    const path = join(this.storage, name)
    await writeFile(path, text)
    return (await this.files.offer({ path })).token
  }

  /** Opens an import of these texts and waits until it can be reviewed. */
  async reading(...texts: (string | Uint8Array)[]): Promise<ImportJob> {
    const tokens: string[] = []
    for (const text of texts) tokens.push(await this.drop(text))
    const { id } = await this.imports.open({ tokens })
    return this.past(id, 'reading')
  }

  /** Imports these texts as they are proposed, and waits until it is over. */
  async import(...texts: (string | Uint8Array)[]): Promise<ImportJob> {
    const { id } = await this.reading(...texts)
    await this.imports.commit({ id })
    return this.past(id, 'writing')
  }

  /** Waits until the job is in another phase than this. */
  async past(id: string, phase: ImportJob['phase']): Promise<ImportJob> {
    for (;;) {
      const job = await this.imports.get({ id })
      if (job.phase !== phase) return job
      await new Promise<void>(resolve => this.imports.once('change', () => resolve()))
    }
  }

  async namesOf(query = ''): Promise<string[]> {
    const { rows } = await this.contacts.page({ filter: { query }, limit: 500 })
    return rows.map(row => row.name)
  }

  private attach(own: OwnSet): void {
    this.contacts.attach(
      ownSource(own.set, {
        setId: own.id,
        get setName() {
          return own.name
        },
        level: own.level,
        owner: this.space.identity,
        ownerName: '',
        coreKey: own.coreKey
      })
    )
  }
}

/** vCard 3.0 text of one contact. */
export function vcard(name: string, lines: string[] = []): string {
  return ['BEGIN:VCARD', 'VERSION:3.0', `FN:${name}`, ...lines, 'END:VCARD', ''].join('\r\n')
}
