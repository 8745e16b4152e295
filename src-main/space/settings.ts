import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { DatomspaceError } from '../error'
import type { Settings } from './shapes'
import { writeWhole } from './whole-file'

const VERSION = 1

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  locale: 'system',
  theme: 'system',
  closeToTray: true,
  openAtLogin: false,
  notifications: true,
  bootstrap: [],
  region: 'CN'
}

const node = v.pipe(
  v.string(),
  v.regex(/^[^\s:]+:\d{1,5}$/),
  v.check(text => Number(text.slice(text.indexOf(':') + 1)) <= 65_535)
)

/** Each member by itself, so that one that is wrong does not cost the others. */
const MEMBERS = {
  locale: v.picklist(['system', 'zh-CN', 'en']),
  theme: v.picklist(['system', 'light', 'dark']),
  closeToTray: v.boolean(),
  openAtLogin: v.boolean(),
  notifications: v.boolean(),
  bootstrap: v.pipe(v.array(node), v.maxLength(20)),
  region: v.pipe(v.string(), v.regex(/^[A-Z]{2}$/))
} satisfies { [Member in keyof Settings]: v.GenericSchema<unknown, Settings[Member]> }

type Stored = Record<string, unknown>

/** From each older version to the next: what a member was called, or meant, before. */
const MIGRATIONS: Record<number, (stored: Stored) => Stored> = {
  // Files written before versions were counted.
  0: stored => stored
}

/**
 * What a person set, as a small JSON file that can be read before any space is open (language and
 * theme are needed first). A missing file is all defaults; what is wrong in one is as if it were not
 * there; members that a newer version wrote are kept. Written by replacing the file as a whole.
 *
 * Event: `change` with the new Settings. Answers the calls `settings.*`.
 */
export class SettingsFile extends EventEmitter {
  private readonly path: string
  private readonly defaults: Settings
  private stored: Stored = {}
  private read: Promise<void> | null = null
  private writing: Promise<unknown> = Promise.resolve()

  /** @param defaults what this machine suggests, such as the region of its locale */
  constructor(path: string, defaults: Partial<Settings> = {}) {
    super()
    this.path = path
    this.defaults = { ...DEFAULT_SETTINGS, ...defaults }
  }

  async get(): Promise<Settings> {
    await (this.read ??= this.load())
    return this.current()
  }

  /** Changes the members that are given. Throws `INVALID_ARGUMENT`, and what writing the file throws. */
  async save(changes: Partial<Settings>): Promise<Settings> {
    await (this.read ??= this.load())
    for (const [member, value] of Object.entries(changes)) {
      const schema = MEMBERS[member as keyof Settings] as v.GenericSchema | undefined
      if (value === undefined || (schema && v.is(schema, value))) continue
      throw new DatomspaceError('INVALID_ARGUMENT', `The setting "${member}" cannot be that`, {
        details: { member }
      })
    }
    const run = this.writing.catch(() => {}).then(() => this.write(changes)) // its caller was told
    this.writing = run
    const settings = await run
    this.emit('change', settings)
    return settings
  }

  private current(): Settings {
    const settings: Record<string, unknown> = { ...this.defaults }
    for (const [member, schema] of Object.entries(MEMBERS)) {
      const parsed = v.safeParse(schema as v.GenericSchema, this.stored[member])
      if (parsed.success) settings[member] = parsed.output
    }
    return settings as unknown as Settings
  }

  private async load(): Promise<void> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}'
      throw new DatomspaceError('FILE_UNREADABLE', `${this.path} cannot be read`, { cause: error })
    })
    this.stored = migrate(parse(text))
  }

  private async write(changes: Partial<Settings>): Promise<Settings> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined)
    const next = { ...this.stored, ...Object.fromEntries(given) }
    const version = Math.max(VERSION, versionOf(this.stored))
    await writeWhole(this.path, JSON.stringify({ ...next, version }, null, 2) + '\n')
    this.stored = { ...next, version }
    return this.current()
  }
}

/** An unreadable file is no reason not to start. */
function parse(text: string): Stored {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Stored)
      : {}
  } catch {
    return {}
  }
}

function migrate(stored: Stored): Stored {
  let current = stored
  for (let version = versionOf(stored); version < VERSION; version++) {
    current = { ...(MIGRATIONS[version]?.(current) ?? current), version: version + 1 }
  }
  return current
}

function versionOf(stored: Stored): number {
  const { version } = stored
  return Number.isSafeInteger(version) && (version as number) >= 0 ? (version as number) : 0
}
