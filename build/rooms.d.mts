export interface Room {
  mayImport: string[]
  pure?: boolean
  typesOnly?: boolean
  electron?: boolean
}
export const ROOMS: Record<string, Room>
export const IMPURE_MODULES: string[]
export const FORBIDDEN_NAMES: RegExp
export const MAX_LINES: number
export function roomOf(path: string): string | undefined
export function judgeImport(found: {
  path: string
  specifier: string
  typeOnly?: boolean
}): string | undefined
