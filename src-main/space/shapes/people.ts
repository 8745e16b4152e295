import type { FieldGroup } from './sharing'

/** What this space's owner gives to others so that they can find it. */
export interface Me {
  did: string
  name: string
  /** z-base-32. */
  spaceKey: string
  /** `person1…` */
  key: string
  /** `datomspace://person/…` */
  link: string
}

/** `asked`: waits for their answer; `asks`: they wait for ours; `mutual`: both have said yes. */
export type Pairing = 'mutual' | 'asked' | 'asks' | 'none'

/** A person of the address book. */
export interface PersonRow {
  did: string
  name: string
  /** z-base-32. */
  spaceKey: string
  added: string
  /** When a connection first proved that identity and key are theirs. */
  verified: string | null
  online: boolean
  /** The name that they give themselves, where it is another one. */
  note?: string
  pairing: Pairing
}

export type RequestState = 'queued' | 'sent' | 'waiting' | 'granted' | 'declined' | 'withdrawn'

/** "May I have …": what one space asks another for. */
export interface RequestRow {
  id: string
  direction: 'in' | 'out'
  did: string
  name: string
  message: string
  label?: string
  fields?: FieldGroup[]
  /** IRI of the purpose. */
  purpose?: string
  until?: string
  /** Out: `queued` until it is delivered, then `sent`. In: `waiting` for an answer. */
  state: RequestState
  created: string
  answered?: string
  /** What was said with the answer. */
  answer?: string
  /** In: the share that was made for it. */
  shareId?: string
  /** Out: the received share, once it was accepted. */
  receivedId?: string
  /** Out, granted: the key to preview and accept. */
  key?: string
}

/** A share that somebody made for this space's owner without being asked; its key came by letter. */
export interface OfferRow {
  id: string
  did: string
  name: string
  label: string
  key: string
  at: string
}

/** `given` until it is `expired` or `withdrawn`; `undelivered`: their space did not take the question. */
export type ConsentState =
  | 'queued'
  | 'sent'
  | 'waiting'
  | 'given'
  | 'declined'
  | 'taken-back'
  | 'withdrawn'
  | 'expired'
  | 'undelivered'

/** "May I do this now?": what the holder of a share asks whoever gave it, where the terms demand that. */
export interface ConsentRow {
  id: string
  direction: 'in' | 'out'
  did: string
  name: string
  /** As they call themselves, where they are not in the address book. */
  theirName?: string
  /** In: the share; out: the received share. */
  shareId?: string
  receivedId?: string
  /** Of the share. */
  label: string
  /** The one action. */
  action: string
  /** IRI of the purpose; absent for any. */
  purpose?: string
  message: string
  /** Out: `queued` until it is delivered, then `sent`. In: `waiting` for an answer. */
  state: ConsentState
  created: string
  answered?: string
  /** What was said with the answer. */
  answer?: string
  /** Given: ISO time of its end, and for how many uses; absent for none. */
  until?: string
  uses?: number
}
