import { DatomspaceError } from '../error'

/** Whether something was thrown because the disk is full; the storage engine has messages and no codes. */
export function isDiskFull(thrown: unknown): boolean {
  const { message, code } = (thrown ?? {}) as { message?: string; code?: string }
  return code === 'ENOSPC' || /no space left|batch was not applied/i.test(String(message))
}

export function diskFullError(cause: unknown, details: { path?: string } = {}): DatomspaceError {
  return new DatomspaceError(
    'STORAGE_FULL',
    'The disk is full: nothing was lost, but the last change was not saved. Free some space and start again',
    { cause, details }
  )
}
