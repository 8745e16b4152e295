import type { RecordEvent } from '../../meter'
import type { Contacts } from '../contacts/contacts'
import type { SpaceDatabase } from '../database'
import type { Files } from '../files'
import type { SecurityLevel } from '../shapes'
import type { FileLimits } from './file'

export interface ImportsOptions {
  database: SpaceDatabase
  files: Files
  contacts: Contacts
  /** Makes a set, and attaches it to the contacts before it resolves. */
  createSet: (params: { name: string; level?: SecurityLevel }) => Promise<{ id: string }>
  limits?: Partial<FileLimits & { totalBytes: number }>
  /** ISO 3166 region for phone numbers without a country code. */
  region?: () => string | undefined | Promise<string | undefined>
  /** BCP 47 tag by which a charset is guessed. */
  locale?: () => string | undefined | Promise<string | undefined>
  /** Another place of `import.worker.js` than beside the bundle. */
  workerFile?: string
  /** Milliseconds since 1970. */
  now?: () => number
  /** Tells the audit trail. */
  record?: RecordEvent
}

/** How one file of an import is to be read. */
export type FileChoice = {
  id: string
  file: number
  charset?: string
  mapping?: Record<string, string>
}

export function choices(charset: string | undefined, mapping: Record<string, string> | undefined) {
  return { ...(charset !== undefined && { charset }), ...(mapping !== undefined && { mapping }) }
}
