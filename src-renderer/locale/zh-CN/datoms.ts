import type { Dictionary } from '../en'

export const datoms: Dictionary['datoms'] = { title: 'datoms' }
