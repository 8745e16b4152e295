import { Contacts } from './contacts'
import { Exports } from './exports'
import { Files } from './files'
import { Imports } from './imports'
import { Profile } from './profile'
import { Received } from './received'
import { Sets } from './sets'
import { Shares } from './shares'
import type { Space } from './space'

export interface Modules {
  readonly space: Space
  readonly profile: Profile
  readonly files: Files
  readonly sets: Sets
  readonly contacts: Contacts
  readonly imports: Imports
  readonly exports: Exports
  readonly shares: Shares
  readonly received: Received
  close(): Promise<void>
}
