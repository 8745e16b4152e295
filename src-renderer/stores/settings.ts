import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Params, Settings } from '../contract'
import { resolveLocale, setLocale } from '../locale'
import { call, onEvent, systemLocale } from './bridge'

const DEFAULTS: Settings = {
  locale: 'system',
  theme: 'system',
  closeToTray: true,
  openAtLogin: false,
  notifications: true,
  bootstrap: [],
  region: ''
}

/** What the person chose, applied to the page: language and theme. */
export const useSettings = defineStore('settings', () => {
  const settings = shallowRef<Settings>(DEFAULTS)
  const systemDark = shallowRef(false)
  const dark = computed(() =>
    settings.value.theme === 'system' ? systemDark.value : settings.value.theme === 'dark'
  )
  const locale = computed(() => resolveLocale(settings.value.locale, systemLocale()))

  async function load(): Promise<void> {
    settings.value = await call('settings.get')
  }

  /** Shows the choice at once and takes it back when it is refused. */
  async function save(change: Params<'settings.save'>): Promise<void> {
    const before = settings.value
    settings.value = { ...before, ...change } as Settings
    try {
      settings.value = await call('settings.save', change)
    } catch (thrown) {
      settings.value = before
      throw thrown
    }
  }

  function start(): void {
    const media = window.matchMedia('(prefers-color-scheme: dark)')
    systemDark.value = media.matches
    media.addEventListener('change', event => (systemDark.value = event.matches))
    watch(dark, on => (document.documentElement.dataset.theme = on ? 'dark' : 'light'), {
      immediate: true
    })
    watch(
      locale,
      next => {
        setLocale(next)
        document.documentElement.lang = next
      },
      { immediate: true }
    )
    onEvent('settings.changed', () => void load())
  }

  return { settings, dark, locale, load, save, start }
})
