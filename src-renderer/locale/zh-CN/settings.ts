import type { Dictionary } from '../en'

export const settings: Dictionary['settings'] = { title: 'settings' }
