import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CoreBlock, CoreRow } from '../contract'
import { call, CallError, onEvent } from './bridge'

/** As many blocks as the view asks for at once: the latest ones. */
const SHOWN_BLOCKS = 200

/** The cores that programs made in this space through the SDK. */
export const useCores = defineStore('cores', () => {
  const cores = shallowRef<CoreRow[]>([])
  const error = shallowRef<CallError | null>(null)

  async function load(): Promise<void> {
    try {
      cores.value = await call('cores.list')
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  /** The latest blocks of a core, newest first. */
  async function blocks(core: CoreRow): Promise<CoreBlock[]> {
    const offset = Math.max(0, core.length - SHOWN_BLOCKS)
    const page = await call('cores.blocks', { key: core.key, offset, limit: SHOWN_BLOCKS })
    return page.rows.reverse()
  }

  function find(key: string | undefined): CoreRow | undefined {
    return cores.value.find(core => core.key === key)
  }

  function start(): void {
    onEvent('cores.changed', () => void load())
  }

  return { cores, error, load, blocks, find, start }
})
