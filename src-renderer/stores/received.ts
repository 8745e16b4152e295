import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ReceivedRow, SharePreview } from '../contract'
import { call, CallError, onEvent } from './bridge'

/** Shares that this space follows, and the key that is being looked at. */
export const useReceived = defineStore('received', () => {
  const received = shallowRef<ReceivedRow[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<CallError | null>(null)
  const key = shallowRef('')
  const preview = shallowRef<SharePreview | null>(null)
  const previewing = shallowRef(false)
  const previewError = shallowRef<CallError | null>(null)
  let asked = 0

  async function load(): Promise<void> {
    try {
      received.value = await call('received.list')
      loaded.value = true
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  /** Looks at what a key offers. A later key makes an earlier answer void. */
  async function look(text: string): Promise<void> {
    const mine = ++asked
    key.value = text.trim()
    preview.value = null
    previewError.value = null
    if (!key.value) {
      previewing.value = false
      return
    }
    previewing.value = true
    try {
      const found = await call('received.preview', { key: key.value })
      if (mine === asked) preview.value = found
    } catch (thrown) {
      if (mine === asked) previewError.value = CallError.from(thrown)
    } finally {
      if (mine === asked) previewing.value = false
    }
  }

  function forget(): void {
    void look('')
  }

  /** Agrees to the terms that are shown, of the key that they came by. */
  async function accept(): Promise<ReceivedRow> {
    const row = await call('received.accept', { key: key.value })
    forget()
    await load()
    return row
  }

  /** Main asks first; false when the person thought better of it. */
  async function stop(id: string): Promise<boolean> {
    const { stopped } = await call('received.stop', { id })
    if (stopped) received.value = received.value.filter(row => row.id !== id)
    return stopped
  }

  function start(): void {
    onEvent('received.changed', () => void load())
  }

  return {
    received,
    loaded,
    error,
    key,
    preview,
    previewing,
    previewError,
    load,
    look,
    forget,
    accept,
    stop,
    start
  }
})
