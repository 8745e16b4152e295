import type { RecordEvent } from '../../meter'
import type { Letters } from '../letters'
import type { Sets } from '../sets'
import type { Space } from '../space'
import type { Deeds } from './deeds'

export interface PersonAddress {
  name: string
  /** Network key of the person's space: 32 bytes, or z-base-32. */
  spaceKey: Buffer | string
}

export interface TransfersOptions {
  space: Space
  sets: Sets
  deeds: Deeds
  letters: Letters
  /** Somebody of the address book. */
  personOf: (did: string) => PersonAddress | undefined
  /** What the owner of this space is called. */
  ownName: () => string
  record: RecordEvent
  now: () => number
}
