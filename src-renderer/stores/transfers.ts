import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { TransferRow } from '../contract'
import { call, CallError, onEvent } from './bridge'

/** Datoms that change hands, both ways. */
export const useTransfers = defineStore('transfers', () => {
  const rows = shallowRef<TransferRow[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)
  /** How many offers wait for an answer of this person. */
  const waiting = computed(
    () => rows.value.filter(row => row.direction === 'in' && row.state === 'offered').length
  )

  async function load(): Promise<void> {
    try {
      rows.value = await call('ownership.transfers')
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  function start(): void {
    onEvent('ownership.changed', () => void load())
  }

  return { rows, loaded, error, waiting, load, start }
})
