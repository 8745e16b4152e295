import { shallowRef } from 'vue'
import { call } from '../../stores/bridge'
import { useSpace } from '../../stores/space'
import { useToasts } from '../../stores/toasts'

/** The two windows of main that show and ask for the 24 words. The page only learns how they ended. */
export function usePhrase() {
  const space = useSpace()
  const toasts = useToasts()
  const showing = shallowRef(false)
  const confirming = shallowRef(false)

  async function show(): Promise<boolean> {
    showing.value = true
    try {
      return (await call('phrase.show')).shown
    } catch (thrown) {
      toasts.failure(thrown)
      return false
    } finally {
      showing.value = false
    }
  }

  /** True or false as main found out; undefined when the window was closed or failed. */
  async function confirm(): Promise<boolean | undefined> {
    confirming.value = true
    try {
      const { confirmed } = await call('phrase.confirm')
      await space.load()
      return confirmed
    } catch (thrown) {
      toasts.failure(thrown)
      return undefined
    } finally {
      confirming.value = false
    }
  }

  return { show, confirm, showing, confirming }
}
