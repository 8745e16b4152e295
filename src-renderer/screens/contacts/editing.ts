import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Card } from '../../contract'
import { useNavigation } from '../../stores/navigation'
import { newCard } from './card-draft'

/** The contact that is being written, if any. */
export const useContactEditing = defineStore('contact-editing', () => {
  const navigation = useNavigation()
  const current = shallowRef<{ id?: string; setId?: string; card: Card } | null>(null)

  async function create(setId?: string): Promise<void> {
    if (!(await navigation.go({ screen: 'contacts' }))) return
    current.value = { setId, card: newCard(`urn:uuid:${crypto.randomUUID()}`) }
  }

  function edit(id: string, card: Card): void {
    current.value = { id, card }
  }

  function end(): void {
    current.value = null
  }

  return { current, create, edit, end }
})
