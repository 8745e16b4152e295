import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { tCode } from '../locale'
import { CallError } from './bridge'

export interface Toast {
  id: number
  tone: 'success' | 'danger' | 'info'
  title: string
  text?: string
  action?: { label: string; run: () => void }
}

/** The messages that are on the screen now. */
export const useToasts = defineStore('toasts', () => {
  const shown = shallowRef<Toast[]>([])
  let next = 1

  function show(toast: Omit<Toast, 'id'>): void {
    shown.value = [...shown.value.slice(-3), { ...toast, id: next++ }]
  }

  function success(title: string, action?: Toast['action']): void {
    show({ tone: 'success', title, action })
  }

  function info(title: string, text?: string, action?: Toast['action']): void {
    show({ tone: 'info', title, text, action })
  }

  /** Says what was refused; a cancelled question is no news to the one who cancelled it. */
  function failure(thrown: unknown): void {
    const error = CallError.from(thrown)
    if (error.code === 'CANCELLED') return
    show({
      tone: 'danger',
      title: tCode('errors', `${error.code}.title`, error.details),
      text:
        tCode('errors', `${error.code}.todo`, error.details) +
        (error.code === 'INTERNAL' ? ` (${error.message})` : '')
    })
  }

  function dismiss(id: number): void {
    shown.value = shown.value.filter(toast => toast.id !== id)
  }

  return { shown, show, success, info, failure, dismiss }
})
