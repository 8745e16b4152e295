import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { SetRow } from '../contract'
import { call, CallError, onEvent } from './bridge'

/** The sets of datoms of this space. */
export const useSets = defineStore('sets', () => {
  const sets = shallowRef<SetRow[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)

  async function load(): Promise<void> {
    try {
      sets.value = await call('sets.list')
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  function find(id: string | undefined): SetRow | undefined {
    return sets.value.find(set => set.id === id)
  }

  function start(): void {
    onEvent('sets.changed', () => void load())
    onEvent('contacts.changed', () => void load())
  }

  return { sets, loaded, error, load, find, start }
})
