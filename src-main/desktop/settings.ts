import type { Handlers } from '../contract'
import type { SettingsFile } from '../space/settings'

/** Settings live beside the space, not in it: language and theme are wanted before it is open. */
export function settingsHandlers(settings: SettingsFile): Handlers {
  return {
    'settings.get': () => settings.get(),
    'settings.save': change => settings.save(change)
  }
}
