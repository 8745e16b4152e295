/**
 * What a space says of its own accord. Events carry ids and counts, never records; the listener asks
 * for what it shows. At most ten a second of a name are sent, with the later ones folded in, and the
 * sequence number has no gap unless something was lost: then ask again for everything shown.
 */
export interface Events {
  'status.changed': Record<string, never>
  'contacts.changed': { count: number; receivedId?: string }
  'sets.changed': Record<string, never>
  /** A program made a core, or wrote into one. */
  'cores.changed': Record<string, never>
  'imports.changed': { id: string }
  'shares.changed': { id?: string }
  'received.changed': { id?: string }
  'people.changed': Record<string, never>
  'requests.changed': Record<string, never>
  'consents.changed': Record<string, never>
  /** Something was added to the audit trail. */
  'audit.changed': Record<string, never>
  /** A transfer came or went on, or a record was signed. */
  'ownership.changed': { id?: string }
  /** Something was used or served under a share that this space gave. */
  'meter.changed': { id?: string }
  'settings.changed': Record<string, never>
  /** The menu, the tray, a deep link or a dropped file asks for a screen. */
  'window.open': {
    screen: 'contacts' | 'import' | 'receive' | 'sharing' | 'people' | 'settings' | 'datoms'
    key?: string
    tokens?: string[]
  }
}

export type EventName = keyof Events

export interface EventMessage<Name extends EventName = EventName> {
  sequence: number
  name: Name
  body: Events[Name]
}
