export { DatomspaceError } from './error'
export type { ErrorCode, ErrorDetails } from './error'
