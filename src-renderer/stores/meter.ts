import { defineStore } from 'pinia'
import { shallowReactive, shallowRef, watch } from 'vue'
import type { MeterOverview } from '../contract'
import { call, CallError, onEvent } from './bridge'
import { since } from './filter'

export interface MeterChoice {
  did?: string
  shareId?: string
  /** IRI. */
  purpose?: string
  /** A contact, and the name that it had when it was chosen. */
  datom?: { id: string; name: string }
  /** Days before now; all time when left out. */
  days?: number
}

/** What was used under the shares that this space gave. */
export const useMeter = defineStore('meter', () => {
  const filter = shallowReactive<MeterChoice>({})
  const overview = shallowRef<MeterOverview | null>(null)
  const error = shallowRef<CallError | null>(null)
  /** Counts the changes, for those who show receipts. */
  const changes = shallowRef(0)
  let shown = false
  let asked = 0

  /** The filter as calls take it. */
  function params() {
    const { did, shareId, purpose, datom, days } = filter
    return { did, shareId, purpose, datom: datom?.id, from: since(days) }
  }

  async function load(): Promise<void> {
    const mine = ++asked
    try {
      const answer = await call('meter.overview', params())
      if (mine !== asked) return
      overview.value = answer
      error.value = null
    } catch (thrown) {
      if (mine === asked) error.value = CallError.from(thrown)
    }
  }

  function clear(): void {
    Object.assign(filter, {
      did: undefined,
      shareId: undefined,
      purpose: undefined,
      datom: undefined,
      days: undefined
    })
  }

  /** Loads while its screen is there. */
  function open(): void {
    shown = true
    void load()
  }

  function close(): void {
    shown = false
  }

  function start(): void {
    onEvent('meter.changed', () => {
      if (!shown) return
      changes.value++
      void load()
    })
    watch(filter, () => shown && void load())
  }

  return { filter, overview, error, changes, params, load, clear, open, close, start }
})
