import { call, fileTokens } from '../../stores/bridge'
import { useImports } from '../../stores/imports'
import { useNavigation } from '../../stores/navigation'
import { usePeople } from '../../stores/people'
import { useReceived } from '../../stores/received'
import { useToasts } from '../../stores/toasts'
import { keyIn, personKeyIn } from './key-text'

/** As many characters as `received.preview` takes. */
const LONGEST_TEXT = 4_000

/** What reaches the window from outside (files, pictures, keys) and the screen that each opens. */
export function useArrivals() {
  const navigation = useNavigation()
  const imports = useImports()
  const received = useReceived()
  const people = usePeople()
  const toasts = useToasts()

  /** Shows a person key where it can be added; nobody is added by a link alone. */
  async function person(key: string): Promise<void> {
    if (await navigation.go({ screen: 'people' })) people.arrived = key
  }

  async function key(text: string): Promise<void> {
    const somebody = personKeyIn(text)
    if (somebody) return person(somebody)
    if (!(await navigation.go({ screen: 'received' }))) return
    // Main finds the key in a whole message better than the page can; only huge texts are cut here.
    await received.look(text.length > LONGEST_TEXT ? (keyIn(text) ?? text) : text)
  }

  async function tokens(list: string[]): Promise<void> {
    try {
      const job = await imports.begin(list)
      await navigation.go({ screen: 'imports', importId: job.id })
    } catch (thrown) {
      toasts.failure(thrown)
    }
  }

  async function image(file: File): Promise<void> {
    try {
      const [token] = await fileTokens([file])
      if (token === undefined) return
      await key((await call('received.readImage', { token })).key)
    } catch (thrown) {
      toasts.failure(thrown)
    }
  }

  async function files(list: File[]): Promise<void> {
    const only = list.length === 1 ? list[0] : undefined
    if (only?.type.startsWith('image/')) return image(only)
    try {
      await tokens(await fileTokens(list))
    } catch (thrown) {
      toasts.failure(thrown)
    }
  }

  /** Main's own file dialog. */
  async function chooseFiles(): Promise<void> {
    try {
      const chosen = await call('files.choose')
      if (chosen.tokens.length) await tokens(chosen.tokens)
    } catch (thrown) {
      toasts.failure(thrown)
    }
  }

  return { key, tokens, files, image, chooseFiles }
}
