import { defineStore } from 'pinia'
import { shallowReactive, shallowRef, watch } from 'vue'
import type { AuditPerson, AuditRow, Registration } from '../contract'
import { call, onEvent } from './bridge'
import { since } from './filter'
import { pagedRows } from './paged'

export interface ActivityFilter {
  registration?: Registration
  /** did:key. */
  person?: string
  /** URN. */
  subject?: string
  /** Days before now; all time when left out. */
  days?: number
  query: string
}

/** The audit trail of this space, as far as the filter shows it. */
export const useActivity = defineStore('activity', () => {
  const filter = shallowReactive<ActivityFilter>({ query: '' })
  const people = shallowRef<AuditPerson[]>([])
  const rows = pagedRows<AuditRow>((offset, limit) => {
    const { days, ...rest } = filter
    return call('audit.page', { ...rest, from: since(days), offset, limit })
  })
  let shown = false

  async function loadPeople(): Promise<void> {
    people.value = await call('audit.people')
  }

  function clear(): void {
    Object.assign(filter, {
      registration: undefined,
      person: undefined,
      subject: undefined,
      days: undefined,
      query: ''
    })
  }

  /** Loads while its screen is there; the trail may be long, and nobody looks at it otherwise. */
  function open(): void {
    shown = true
    rows.reset()
    void loadPeople().catch(() => {}) // the list says what is wrong
  }

  function close(): void {
    shown = false
  }

  function start(): void {
    onEvent('audit.changed', () => {
      if (!shown) return
      rows.refresh()
      void loadPeople().catch(() => {}) // the list says what is wrong
    })
    watch(filter, () => shown && rows.reset())
  }

  return { filter, people, rows, clear, open, close, start }
})
