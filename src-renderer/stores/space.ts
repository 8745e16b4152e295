import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { CallName, Params, SpaceStatus } from '../contract'
import { call, CallError, onEvent } from './bridge'

type StatusCall =
  | 'space.status'
  | 'space.create'
  | 'space.restore'
  | 'space.unlock'
  | 'space.moveTo'
  | 'space.rename'
  | 'space.pause'

/** The state of the space as main tells it. */
export const useSpace = defineStore('space', () => {
  const status = shallowRef<SpaceStatus | null>(null)
  const error = shallowRef<CallError | null>(null)
  const busy = shallowRef(false)
  /** Just made or restored: onboarding still has something to say before the shell is shown. */
  const settling = shallowRef(false)
  const open = computed(() => status.value?.phase === 'open')

  async function take<Name extends StatusCall & CallName>(
    name: Name,
    params?: Params<Name>
  ): Promise<void> {
    status.value = await call(name, params)
    error.value = null
  }

  async function load(): Promise<void> {
    try {
      await take('space.status')
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  /** As `take`, with `busy` set meanwhile and the refusal kept for the screen to show. */
  async function attempt<Name extends StatusCall & CallName>(
    name: Name,
    params?: Params<Name>
  ): Promise<boolean> {
    busy.value = true
    error.value = null
    try {
      await take(name, params)
      return true
    } catch (thrown) {
      const failed = CallError.from(thrown)
      if (failed.code !== 'CANCELLED') error.value = failed
      return false
    } finally {
      busy.value = false
    }
  }

  function start(): void {
    // The status counts what there is, so it follows those changes too.
    const names = [
      'status.changed',
      'contacts.changed',
      'sets.changed',
      'shares.changed',
      'received.changed'
    ] as const
    for (const name of names) onEvent(name, () => void load())
  }

  return { status, error, busy, settling, open, load, take, attempt, start }
})
