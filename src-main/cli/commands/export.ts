import type { Connection } from '../connection'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { writePrivately } from '../whole-file'

export interface ExportOptions {
  format: 'vcard3' | 'vcard4' | 'csv'
  output?: string
  query?: string
  set?: string
  tag?: string
  id?: string[]
}

/** `datomspace export`: to a file, or as it is to stdout (with `--json` inside one JSON value). */
export async function exportContacts(
  connection: Connection,
  output: Output,
  options: ExportOptions
): Promise<void> {
  const sets = options.set ? await connection.call('sets.list', {}) : []
  const selection = options.id?.length
    ? { kind: 'ids' as const, ids: options.id }
    : {
        kind: 'filter' as const,
        filter: {
          query: options.query ?? '',
          ...(options.set ? { setId: lookup(sets, options.set, set => set.name, 'set').id } : {}),
          ...(options.tag ? { tag: options.tag } : {}),
          origin: 'own'
        }
      }
  const { text, count } = await connection.call('contacts.export', {
    selection,
    format: options.format
  })
  if (options.output === undefined) return writeText(output, text, count)
  await writePrivately(options.output, text)
  await output.value({ count, file: options.output }, () => `${count} contacts written`)
}

export async function writeText(output: Output, text: string, count: number): Promise<void> {
  if (output.mode === 'json') await output.value({ count, text }, () => '')
  else await output.raw(text)
}
