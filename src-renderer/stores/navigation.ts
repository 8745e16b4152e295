import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

export type Place =
  | { screen: 'contacts' }
  | { screen: 'duplicates' }
  | { screen: 'datoms'; setId?: string }
  | { screen: 'sharing'; shareId?: string }
  | { screen: 'received'; receivedId?: string }
  | { screen: 'people'; did?: string }
  | { screen: 'imports'; importId?: string }
  | { screen: 'meter'; shareId?: string; datom?: string }
  | { screen: 'activity' }
  | { screen: 'settings' }

/** Which screen is shown, and which overlays lie over it. */
export const useNavigation = defineStore('navigation', () => {
  const place = shallowRef<Place>({ screen: 'contacts' })
  const palette = shallowRef(false)
  /** Asked before leaving a place with unsaved work; false keeps it. */
  let guard: (() => Promise<boolean>) | undefined

  async function go(next: Place): Promise<boolean> {
    if (guard && !(await guard())) return false
    place.value = next
    palette.value = false
    return true
  }

  function setGuard(ask: (() => Promise<boolean>) | undefined): void {
    guard = ask
  }

  return { place, palette, go, setGuard }
})
