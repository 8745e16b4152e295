/**
 * The rooms of the house, and what each may import: the one table that eslint and the architecture
 * test both go by. Imports point one way, from a room to those named in its row; `src-main/error.ts`
 * is open to all, and a room to itself.
 */
import { posix } from 'node:path'

const below = {
  datom: ['identity', 'keychain', 'rights', 'contacts'],
  grant: ['identity', 'keychain', 'rights', 'contacts', 'datom'],
  market: ['identity', 'keychain', 'rights', 'contacts', 'datom', 'grant', 'meter'],
  space: ['identity', 'keychain', 'rights', 'contacts', 'datom', 'grant', 'meter', 'market']
}
const belowContract = [...below.space, 'space']
const belowEntries = [...belowContract, 'contract']

/**
 * `pure` rooms do no I/O and take the clock as an argument. `typesOnly` rooms take types, and nothing
 * that runs. `electron` may be imported where it says so.
 */
export const ROOMS = {
  identity: { mayImport: [] },
  keychain: { mayImport: ['identity'] },
  rights: { mayImport: [], pure: true },
  contacts: { mayImport: [], pure: true },
  datom: { mayImport: below.datom },
  grant: { mayImport: below.grant },
  meter: { mayImport: below.grant },
  market: { mayImport: below.market },
  space: { mayImport: below.space },
  contract: { mayImport: belowContract },
  desktop: { mayImport: belowEntries, electron: true },
  cli: { mayImport: belowEntries },
  sdk: { mayImport: belowEntries },
  entry: { mayImport: ['desktop'], electron: true },
  preload: { mayImport: ['contract'], typesOnly: true, electron: true },
  renderer: { mayImport: ['contract', 'preload'], typesOnly: true }
}

/** Node's modules that reach outside the process; a pure room has no use for them. */
export const IMPURE_MODULES = [
  'fs',
  'fs/promises',
  'net',
  'http',
  'https',
  'http2',
  'tls',
  'dgram',
  'dns',
  'dns/promises',
  'child_process',
  'cluster'
]

/** A drawer for what has no place of its own; nothing is ever found in one again. */
export const FORBIDDEN_NAMES = /^(utils?|helpers?|common|managers?|misc|shared)$/i

export const MAX_LINES = 600

/**
 * The room that a file of the repository belongs to; undefined for tests, scripts, ambient types and
 * `error.ts`, which are outside the rules.
 *
 * @param {string} path from the repository's root, with `/`
 */
export function roomOf(path) {
  if (path.startsWith('src-renderer/')) return 'renderer'
  if (path.startsWith('src-preload/')) return 'preload'
  if (path === 'src-main/index.ts') return 'entry'
  const name = /^src-main\/([a-z-]+)(?:\/|\.ts$)/.exec(path)?.[1]
  return name !== undefined && name in ROOMS ? name : undefined
}

/**
 * Says what is wrong with an import, in one sentence; undefined when nothing is.
 *
 * @param {{ path: string, specifier: string, typeOnly?: boolean }} found `path` is the importing file
 *   from the repository's root
 */
export function judgeImport({ path, specifier, typeOnly = false }) {
  const name = roomOf(path)
  if (name === undefined) return undefined
  const room = ROOMS[name]
  if (!specifier.startsWith('.')) return judgeModule(name, room, specifier)
  const target = posix.join(posix.dirname(path), specifier)
  if (/^src-main\/error(\.ts)?$/.test(target)) {
    return room.typesOnly && !typeOnly ? `${name} may import only types from src-main` : undefined
  }
  const other =
    roomOf(target.includes('.') ? target : `${target}.ts`) ?? roomOf(`${target}/index.ts`)
  if (other === name || other === undefined) return undefined
  if (!room.mayImport.includes(other)) return `${name} may not import ${other}`
  if (room.typesOnly && !typeOnly) return `${name} may import only types from ${other}`
  return undefined
}

function judgeModule(name, room, specifier) {
  const module = specifier.replace(/^node:/, '')
  if (/^electron($|\/)/.test(module) && !room.electron) return `${name} may not import electron`
  if (room.pure && IMPURE_MODULES.includes(module))
    return `${name} is pure and may not use ${module}`
  if (name === 'renderer' && specifier.startsWith('node:')) return 'the renderer has no Node'
  return undefined
}
