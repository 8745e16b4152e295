import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ConsentRow, Me, OfferRow, Params, PersonRow, RequestRow } from '../contract'
import { t } from '../locale'
import { call, CallError, onEvent } from './bridge'

/** The address book of spaces, one's own person key, and requests in both directions. */
export const usePeople = defineStore('people', () => {
  const me = shallowRef<Me | null>(null)
  const people = shallowRef<PersonRow[]>([])
  const requests = shallowRef<RequestRow[]>([])
  /** What is asked before it is done, in both directions. */
  const consents = shallowRef<ConsentRow[]>([])
  /** What others offer by letter of their own accord. */
  const offers = shallowRef<OfferRow[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)
  /** A person key that came by a link, a drop or a paste, to be shown before it is added. */
  const arrived = shallowRef('')
  /** Whom the dialog asks that opens with it; `did` may still be chosen there. */
  const asking = shallowRef<{ did?: string } | null>(null)
  const names = computed(() => new Map(people.value.map(person => [person.did, person.name])))
  /** What waits for an answer of this person. */
  const waiting = computed(
    () =>
      requests.value.filter(isToAnswer).length +
      consents.value.filter(isConsentToGive).length +
      people.value.filter(person => person.pairing === 'asks').length
  )

  async function load(): Promise<void> {
    try {
      const [mine, list, asked, before, offered] = await Promise.all([
        call('people.me'),
        call('people.list'),
        call('requests.list'),
        call('consents.list'),
        call('received.offers')
      ])
      me.value = mine
      people.value = list
      requests.value = asked
      consents.value = before
      offers.value = offered
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  function find(did: string | undefined): PersonRow | undefined {
    return people.value.find(person => person.did === did)
  }

  /** The name of an identity in the address book; "you" for one's own. */
  function nameOf(did: string): string | undefined {
    if (did === me.value?.did) return t('people.you')
    return names.value.get(did) || undefined
  }

  async function add(params: Params<'people.add'>): Promise<PersonRow> {
    const person = await call('people.add', params)
    arrived.value = ''
    await load()
    return person
  }

  function start(): void {
    onEvent('people.changed', () => void load())
    onEvent('requests.changed', () => void load())
    onEvent('consents.changed', () => void load())
    onEvent('received.changed', () => void load())
  }

  return {
    me,
    people,
    requests,
    consents,
    offers,
    loaded,
    error,
    arrived,
    asking,
    waiting,
    load,
    find,
    nameOf,
    add,
    start
  }
})

/** Somebody else's, and neither answered nor taken back. */
export function isToAnswer(request: RequestRow): boolean {
  return request.direction === 'in' && request.state === 'waiting'
}

/** Somebody waits for this person's consent. */
export function isConsentToGive({ direction, state }: ConsentRow): boolean {
  return direction === 'in' && state === 'waiting'
}
