import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RequestRow, Selection, ShareRow } from '../contract'
import { call, CallError, onEvent } from './bridge'

/** What the share dialog starts with. */
export interface ShareStart {
  selection?: Selection
  count?: number
  label?: string
  /** Whom it is for. */
  did?: string
  /** The request that it answers. */
  request?: RequestRow
}

/** Grants that this space gave, and what the share dialog is about to give. */
export const useSharing = defineStore('sharing', () => {
  const shares = shallowRef<ShareRow[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)
  /** Null while the share dialog is closed. */
  const wizard = shallowRef<ShareStart | null>(null)

  async function load(): Promise<void> {
    try {
      shares.value = await call('shares.list')
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  function start(): void {
    onEvent('shares.changed', () => void load())
  }

  return { shares, loaded, error, wizard, load, start }
})
