import { ref, type Ref } from 'vue'
import { useToasts } from './toasts'

/** What a screen is asked to do: `busy` while it is done, and a toast that says why when it is refused. */
export function useAttempt(): {
  busy: Ref<boolean>
  attempt: (work: () => Promise<unknown>) => Promise<void>
} {
  const toasts = useToasts()
  const busy = ref(false)
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    busy.value = true
    try {
      await work()
    } catch (thrown) {
      toasts.failure(thrown)
    } finally {
      busy.value = false
    }
  }
  return { busy, attempt }
}
