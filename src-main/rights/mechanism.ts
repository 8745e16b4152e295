import type { Action, DutyAction } from './action'

/** `enforced` holds against a hostile reader, `metered` with an unmodified app, `declared` is a promise. */
export type Enforcement = 'enforced' | 'metered' | 'declared'

/** Something that the software does and that a term can rely on. */
export type Mechanism =
  /** The terms are signed by the owner, and everybody who accepts them can show that. */
  | 'signature'
  /** The owner's space serves only those who prove to hold the grant, and nobody after its end. */
  | 'gate'
  /** Versions after an end are encrypted with a key that the former holder does not get. */
  | 'epochs'
  /** What is not granted is not in the granted core. */
  | 'views'
  /** The holder's app evaluates the policy before it shows. */
  | 'display-check'
  /** The owner's space serves nothing before the first moment. */
  | 'start-gate'
  /** The owner's space serves only the identity that the policy names. */
  | 'person-gate'
  /** The holder's app signs a receipt for each use, so uses and the first use are known. */
  | 'receipts'
  /** The one who gives says by their log when an event happened, and the holder's app goes by that. */
  | 'events'
  /** The holder says in which country the computer is, and the app goes by that. */
  | 'place'
  /** Who receives what comes of an action is known: of what the app does itself, and of passing on. */
  | 'recipients'
  /** The holder's app deletes its copy when that is due. */
  | 'deletion'
  /** What is owed is stated and acknowledged by signatures. */
  | 'settlement'
  /** Whoever gave it is asked before, and answers by signature; the holder's app goes by that. */
  | 'consent'
  /** Chains of grants are verified. */
  | 'delegation'
  /** Screens and commands show the sentences of `wordsOf`, and so every condition and duty. */
  | 'sentences'

/** What the software does today. A mechanism is added here by the change that makes it work. */
export const TODAY: readonly Mechanism[] = [
  'signature',
  'gate',
  'epochs',
  'views',
  'display-check',
  'start-gate',
  'person-gate',
  'delegation',
  'sentences',
  'receipts',
  'deletion',
  'place',
  'recipients',
  'events',
  'consent'
]

export type TermCode =
  | 'holder'
  | 'person'
  | 'offer'
  | 'derived'
  /** The first moment of everything. */
  | 'from'
  /** The last moment of everything. */
  | 'until'
  /** The last moment of everything that was passed on. */
  | 'passed-on-until'
  /** The end of one permission where another goes on: until the last of them the gate stays open. */
  | 'until-earlier'
  /** The start of one permission where another is there already. */
  | 'from-later'
  | 'fields'
  | Action
  | `no-${Action}`
  /** When, how often, where or for whom something is done that the app neither does nor sees. */
  | 'condition'
  | 'purpose'
  | 'purposes'
  | 'elapsedTime'
  | 'count'
  | 'recipient'
  /** To whom it may be passed on. */
  | 'passed-on-to'
  | 'spatial'
  | 'event'
  | 'logic'
  /** Consent to what the app neither does nor sees. */
  | 'promised-consent'
  /** Consent that nobody could ask for: to everything at once, to passing on, or at some times only. */
  | 'unaskable-consent'
  | `duty-${DutyAction}`

/** How far a term is held up, why, and what that relies on. */
export interface Footing {
  enforcement: Enforcement
  /** Stable code of the sentence that says why. */
  why: string
  needs: readonly Mechanism[]
}

const PROMISE: Footing = { enforcement: 'declared', why: 'signed-promise', needs: ['signature'] }
const APP: Footing = {
  enforcement: 'metered',
  why: 'app-checks-before-use',
  needs: ['display-check']
}
const NOT_YET: Footing = { enforcement: 'declared', why: 'not-held-up-yet', needs: [] }
/** Of what nothing holds up, what says the same and is. */
const INSTEAD: Partial<Record<TermCode, Footing>> = {
  'duty-compensate': { ...NOT_YET, why: 'ask-and-settle' },
  'unaskable-consent': { ...NOT_YET, why: 'ask-for-an-action' }
}

const metered = (why: string, ...needs: Mechanism[]): Footing => ({
  enforcement: 'metered',
  why,
  needs: ['sentences', ...needs]
})
const enforced = (why: string, ...needs: Mechanism[]): Footing => ({
  enforcement: 'enforced',
  why,
  needs
})
const declared = (...needs: Mechanism[]): Footing => ({
  ...PROMISE,
  needs: ['signature', 'sentences', ...needs]
})

/** Strongest first. An action that is not listed is a promise, permitted or prohibited. */
const FOOTINGS: Partial<Record<TermCode, readonly Footing[]>> = {
  holder: [enforced('key-opens-gate', 'gate')],
  person: [enforced('person-opens-gate', 'person-gate')],
  offer: [declared()],
  derived: [enforced('chain-is-verified', 'delegation', 'sentences')],
  from: [enforced('gate-checks-time', 'start-gate'), APP],
  until: [enforced('later-versions-locked', 'gate', 'epochs')],
  // Who passes on cannot begin a new epoch: only the owner can.
  'passed-on-until': [metered('passed-on-ends', 'gate', 'delegation')],
  'until-earlier': [APP],
  'from-later': [APP],
  fields: [enforced('only-these-are-sent', 'views')],
  read: [enforced('gate-and-epochs', 'gate', 'epochs')],
  display: [APP],
  extract: [APP],
  purposes: [declared()],
  elapsedTime: [metered('app-knows-first-use', 'receipts')],
  count: [metered('receipts-count-uses', 'receipts')],
  recipient: [metered('app-serves-holder', 'display-check', 'recipients')],
  'passed-on-to': [enforced('chain-is-verified', 'delegation', 'recipients', 'sentences')],
  // The app asks each time, but takes the holder's word for where it is.
  spatial: [{ ...declared('display-check', 'place'), why: 'place-is-stated' }],
  event: [metered('events-are-recorded', 'display-check', 'events')],
  logic: [declared()],
  'duty-inform': [metered('receipts-inform', 'receipts')],
  'duty-attribute': [declared()],
  'duty-delete': [metered('app-deletes', 'deletion')],
  'duty-compensate': [metered('settled-by-signatures', 'settlement')],
  'duty-obtainConsent': [metered('app-asks-owner-first', 'display-check', 'consent')],
  'promised-consent': [declared('consent')],
  'unaskable-consent': [],
  'duty-nextPolicy': [enforced('chain-is-verified', 'delegation', 'sentences')]
}

/** The strongest footing that a term has with `mechanisms`, or null if they do not hold it up at all. */
export function footingOf(
  code: TermCode,
  mechanisms: readonly Mechanism[] = TODAY
): Footing | null {
  const footings = FOOTINGS[code] ?? [PROMISE]
  return footings.find(({ needs }) => needs.every(need => mechanisms.includes(need))) ?? null
}

/** How the label of a term reads: what nothing holds up is a promise, and says so. */
export function labelFor(code: TermCode, mechanisms?: readonly Mechanism[]): Footing {
  return footingOf(code, mechanisms) ?? INSTEAD[code] ?? NOT_YET
}
