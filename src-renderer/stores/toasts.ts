import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { t, tCode, type MessageKey, type Values } from '../locale'
import { CallError } from './bridge'

/** What is filled in; what reads differently in another language, such as a date, is a function. */
type ToastValues = Record<string, Values[string] | (() => string)>

interface Said {
  id: number
  tone: 'success' | 'info'
  key: MessageKey
  values: ToastValues
}

interface Refused {
  id: number
  tone: 'danger'
  failure: CallError
}

/** Kept as what it says, not as its words: those are of the language that is spoken when it is read. */
export type Toast = Said | Refused

/** The messages that are on the screen now. */
export const useToasts = defineStore('toasts', () => {
  const shown = shallowRef<Toast[]>([])
  let next = 1

  function show(toast: Omit<Said, 'id'> | Omit<Refused, 'id'>): void {
    shown.value = [...shown.value.slice(-3), { ...toast, id: next++ }]
  }

  function success(key: MessageKey, values: ToastValues = {}): void {
    show({ tone: 'success', key, values })
  }

  function info(key: MessageKey, values: ToastValues = {}): void {
    show({ tone: 'info', key, values })
  }

  /** Says what was refused; a cancelled question is no news to the one who cancelled it. */
  function failure(thrown: unknown): void {
    const error = CallError.from(thrown)
    if (error.code !== 'CANCELLED') show({ tone: 'danger', failure: error })
  }

  function dismiss(id: number): void {
    shown.value = shown.value.filter(toast => toast.id !== id)
  }

  return { shown, success, info, failure, dismiss }
})

/** What it says, in the language of now. */
export function titleOf(toast: Toast): string {
  if (toast.tone === 'danger') {
    const { code, details } = toast.failure
    return tCode('errors', `${code}.title`, details)
  }
  const values = Object.entries(toast.values).map(([name, value]) => [
    name,
    typeof value === 'function' ? value() : value
  ])
  return t(toast.key, Object.fromEntries(values))
}

/** What to do about a refusal. */
export function todoOf(toast: Toast): string | undefined {
  if (toast.tone !== 'danger') return undefined
  const { code, details, message } = toast.failure
  const todo = tCode('errors', `${code}.todo`, details)
  return code === 'INTERNAL' ? `${todo} (${message})` : todo
}
