import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import type { Params, ShareDraft } from '../../contract'
import { call, CallError } from '../../stores/bridge'

/** So that a person who types or ticks is not answered at every step. */
const PAUSE_MS = 150

/** What to put into words: what is given of one's own, or what is passed on. */
export type Asked =
  | { name: 'shares.preview'; params: Params<'shares.preview'> }
  | { name: 'shares.delegatePreview'; params: Params<'shares.delegatePreview'> }

/** What would be granted, asked again whenever it changes; the last answer stays until the next is there. */
export function useTermsPreview(wanted: () => Asked | null) {
  const found = shallowRef<ShareDraft | null>(null)
  const error = shallowRef<CallError | null>(null)
  const asking = ref(false)
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(mine: number, { name, params }: Asked): Promise<void> {
    try {
      const answer = await call(name, params)
      if (mine !== asked) return
      found.value = answer
      error.value = null
    } catch (thrown) {
      if (mine !== asked) return
      found.value = null
      error.value = CallError.from(thrown)
    } finally {
      if (mine === asked) asking.value = false
    }
  }

  watch(
    () => JSON.stringify(wanted()),
    () => {
      const mine = ++asked
      const next = wanted()
      clearTimeout(timer)
      asking.value = next !== null
      if (next === null) {
        found.value = null
        error.value = null
      } else timer = setTimeout(() => void ask(mine, next), PAUSE_MS)
    },
    { immediate: true }
  )
  onBeforeUnmount(() => {
    asked++
    clearTimeout(timer)
  })

  return { found, error, asking }
}
