import type { EventMessage, EventName, Events } from './events'

/** At most ten messages of a name a second. */
const INTERVAL = 100

type Fold = { [Name in EventName]?: (first: Events[Name], next: Events[Name]) => Events[Name] }

/** How two waiting events of a name become one; without a rule the later one stands for both. */
const fold: Fold = {
  'contacts.changed': (first, next) => ({
    count: first.count + next.count,
    receivedId: first.receivedId === next.receivedId ? next.receivedId : undefined
  }),
  'meter.changed': (first, next) => (first.id === next.id ? next : {}),
  'shares.changed': (first, next) => (first.id === next.id ? next : {}),
  'received.changed': (first, next) => (first.id === next.id ? next : {})
}

/** Events of one name that are about different things must not swallow each other. */
const slotOf = (name: EventName, body: Events[EventName]): string =>
  name === 'imports.changed' ? `${name} ${(body as Events['imports.changed']).id}` : name

interface Slot {
  name: EventName
  waiting?: Events[EventName]
  timer?: NodeJS.Timeout
}

/**
 * Sends events to whoever listens: the first of a name at once, those that follow within a tenth of
 * a second folded into one. Sequence numbers count what was sent.
 */
export class Feed {
  private sequence = 0
  private readonly slots = new Map<string, Slot>()
  private readonly listeners = new Set<(message: EventMessage) => void>()

  /** Returns the function that stops it. */
  listen(listener: (message: EventMessage) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  emit<Name extends EventName>(name: Name, body: Events[Name]): void {
    const key = slotOf(name, body)
    const slot = this.slots.get(key)
    if (slot) {
      slot.waiting = slot.waiting === undefined ? body : this.fold(name, slot.waiting, body)
      return
    }
    this.slots.set(key, { name, timer: this.later(key) })
    this.send(name, body)
  }

  close(): void {
    for (const slot of this.slots.values()) clearTimeout(slot.timer)
    this.slots.clear()
    this.listeners.clear()
  }

  private later(key: string): NodeJS.Timeout {
    const timer = setTimeout(() => {
      const slot = this.slots.get(key)
      if (!slot || slot.waiting === undefined) {
        this.slots.delete(key)
        return
      }
      const body = slot.waiting
      slot.waiting = undefined
      slot.timer = this.later(key)
      this.send(slot.name, body)
    }, INTERVAL)
    timer.unref()
    return timer
  }

  private fold(name: EventName, first: Events[EventName], next: Events[EventName]) {
    const rule = fold[name] as ((a: typeof first, b: typeof next) => typeof next) | undefined
    return rule ? rule(first, next) : next
  }

  private send(name: EventName, body: Events[EventName]): void {
    const message: EventMessage = { sequence: ++this.sequence, name, body }
    for (const listener of this.listeners) listener(message)
  }
}
