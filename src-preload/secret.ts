import { contextBridge, ipcRenderer } from 'electron'

/** All that the page for secrets can do: hear its question, give the answer, or go away. */
export interface SecretBridge {
  question(): Promise<SecretQuestion | undefined>
  /** Resolves with what is wrong, or with undefined when it was accepted and the window closes. */
  answer(text: string): Promise<SecretProblem | undefined>
  close(): Promise<void>
}

export interface SecretProblem {
  code: string
  details?: Record<string, string | number | boolean | null>
}

export interface SecretQuestion {
  language: 'en' | 'zh-CN'
  kind: 'show-phrase' | 'confirm-phrase' | 'enter-phrase' | 'new-passphrase' | 'passphrase'
  /** What the passphrase in use is asked for. */
  use?: 'unlock' | 'show-phrase' | 'confirm-phrase'
  words?: string[]
  positions?: number[]
}

const bridge: SecretBridge = {
  question: () => ipcRenderer.invoke('secret:question'),
  answer: text => ipcRenderer.invoke('secret:answer', text),
  close: () => ipcRenderer.invoke('secret:close')
}

contextBridge.exposeInMainWorld('secret', bridge)

declare global {
  interface Window {
    readonly secret: SecretBridge
  }
}
