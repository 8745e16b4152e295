import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * What a start of the program or a link asks for. Never acted on without a screen that shows it. A key to
 * receive is that of a share or of a person.
 */
export type Request =
  { kind: 'show' } | { kind: 'receive'; key: string } | { kind: 'import'; paths: string[] }

const SCHEME = 'datomspace:'
/** Longer than any key; a longer link is not ours. */
const LONGEST_LINK = 2_000
const IMPORTABLE = /\.(vcf|vcard|csv|txt|zip)$/i

/**
 * Reads the arguments of a start (of this process, or of a second one that handed over) as one
 * request. Total: anything it does not know just shows the window.
 *
 * @param args arguments after the program and, in development, the app folder
 * @param directory where that start was made: relative paths are relative to it
 */
export function requestOf(args: readonly string[], directory: string): Request {
  for (const arg of args) {
    const link = linkOf(arg)
    if (link) return link
  }
  const paths = args
    .filter(arg => !arg.startsWith('-') && IMPORTABLE.test(arg))
    .flatMap(arg => pathOf(arg, directory) ?? [])
  return paths.length > 0 ? { kind: 'import', paths } : { kind: 'show' }
}

/** File managers hand over paths or `file:` addresses; one of another machine is no file of ours. */
function pathOf(arg: string, directory: string): string | undefined {
  if (!/^file:/i.test(arg)) return resolve(directory, arg)
  try {
    return fileURLToPath(arg)
  } catch {
    return undefined
  }
}

/**
 * Reads one `datomspace://` link.
 *
 * @returns undefined when the text is no link of ours
 */
export function linkOf(text: string): Request | undefined {
  if (text.length > LONGEST_LINK || !text.toLowerCase().startsWith(SCHEME)) return undefined
  const rest = text.slice(SCHEME.length).replace(/^\/+/, '')
  const key = /(?:^|[/?=&#])((?:datom|person)1[a-z0-9]+)/i.exec(rest)?.[1]
  return key ? { kind: 'receive', key: key.toLowerCase() } : { kind: 'show' }
}
