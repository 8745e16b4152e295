import { DEFAULT_READ_LIMITS } from '../../contacts'
import type { FileLimits } from './file'

/** Against hostile files; a person may raise them. */
export const DEFAULT_IMPORT_LIMITS: Readonly<FileLimits & { totalBytes: number }> = {
  ...DEFAULT_READ_LIMITS,
  fileBytes: 50_000_000,
  totalBytes: 500_000_000
}
