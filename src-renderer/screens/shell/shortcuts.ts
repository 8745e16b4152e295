import { onBeforeUnmount, onMounted } from 'vue'
import { platform } from '../../stores/bridge'
import { useContacts } from '../../stores/contacts'
import { useNavigation, type Place } from '../../stores/navigation'
import { useContactEditing } from '../contacts/editing'
import { useArrivals } from './arrivals'
import { hasKey } from './key-text'

const SCREENS: Place['screen'][] = [
  'contacts',
  'datoms',
  'sharing',
  'received',
  'people',
  'imports',
  'meter',
  'activity',
  'settings'
]

/** True while a person types: then letters are text, not commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** True while a dialog is in front: then the screens behind it take no keys. */
export function isCovered(): boolean {
  return document.querySelector('[role="dialog"]') !== null
}

export function isMod(event: KeyboardEvent): boolean {
  return platform() === 'darwin' ? event.metaKey : event.ctrlKey
}

/** Keys that work on every screen, and keys (the other kind) that are pasted anywhere. */
export function useShortcuts(): void {
  const navigation = useNavigation()
  const arrivals = useArrivals()
  const contacts = useContacts()
  const editing = useContactEditing()

  function keydown(event: KeyboardEvent): void {
    if (!isMod(event) || event.altKey || event.shiftKey) return
    const key = event.key.toLowerCase()
    if (key === 'k') {
      event.preventDefault()
      navigation.palette = !navigation.palette
      return
    }
    if (isCovered()) return
    const number = SCREENS[Number(key) - 1]
    const next: Place | undefined =
      key === ',' ? { screen: 'settings' } : number && { screen: number }
    if (next) {
      event.preventDefault()
      void navigation.go(next)
    } else if (key === 'n') {
      event.preventDefault()
      void editing.create(contacts.filter.setId)
    } else if (key === 'o') {
      event.preventDefault()
      void arrivals.chooseFiles()
    }
  }

  function paste(event: ClipboardEvent): void {
    if (isTyping(event.target) || isCovered()) return
    const files = [...(event.clipboardData?.files ?? [])]
    const text = event.clipboardData?.getData('text') ?? ''
    if (hasKey(text)) void arrivals.key(text)
    else if (files.length) void arrivals.files(files)
    else return
    event.preventDefault()
  }

  onMounted(() => {
    window.addEventListener('keydown', keydown)
    window.addEventListener('paste', paste)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', keydown)
    window.removeEventListener('paste', paste)
  })
}
