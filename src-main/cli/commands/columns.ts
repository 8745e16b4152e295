import { CONTACT_FIELDS } from '../../contacts/csv/field'
import { DatomspaceError } from '../../error'
import type { ImportFile, ImportJob } from '../../space/shapes'
import type { Connection } from '../connection'
import type { Output } from '../output'
import { clipped, printable, table } from '../text'

/**
 * Says what the columns of files mean whose layout is not known: as `map` says, or with `guess` as
 * proposed. Throws `LAYOUT_UNKNOWN`, after showing the columns, when neither does.
 */
export async function readColumns(
  connection: Connection,
  output: Output,
  job: ImportJob,
  options: { map?: string[]; guess?: boolean }
): Promise<void> {
  const unknown = job.files.filter(file => !file.failure && file.layout?.id === 'unknown')
  if (!options.map?.length && !options.guess) throw asking(unknown, output)
  const mapping = mappingOf(options.map ?? [])
  for (const file of unknown) {
    const columns = file.layout?.columns ?? []
    const own = Object.entries(mapping).filter(([header]) =>
      columns.some(column => column.header === header)
    )
    if (own.length === 0 && !options.guess) throw asking([file], output)
    // Without a guess a column that was not named is kept as it is, and means nothing.
    const rest = options.guess ? [] : columns.map(({ header }) => [header, 'keep'] as const)
    await connection.call('imports.configure', {
      id: job.id,
      file: file.index,
      mapping: Object.fromEntries([...rest, ...own])
    })
  }
}

function mappingOf(pairs: string[]): Record<string, string> {
  const fields: readonly string[] = [...CONTACT_FIELDS, 'ignore']
  return Object.fromEntries(
    pairs.map(pair => {
      const at = pair.lastIndexOf('=')
      const field = pair.slice(at + 1)
      if (at < 1 || !fields.includes(field)) {
        throw new DatomspaceError(
          'INVALID_ARGUMENT',
          `--map "${pair}" is not HEADER=FIELD with one of the fields ${fields.join(', ')}`
        )
      }
      return [pair.slice(0, at), field]
    })
  )
}

function asking(files: ImportFile[], output: Output): DatomspaceError {
  for (const { name, layout } of files) {
    const rows = (layout?.columns ?? []).map(({ header, field, samples }) => [
      `  ${clipped(printable(header), 40)}`,
      field,
      clipped(samples.map(printable).join(' | '), 60)
    ])
    output.note(`${name}:\n${table([['  COLUMN', 'GUESS', 'SAMPLES'], ...rows])}`)
  }
  const names = files.map(file => file.name).join(', ')
  return new DatomspaceError(
    'LAYOUT_UNKNOWN',
    `The columns of ${names} are not known: say what they mean with --map HEADER=FIELD for each, or take the guesses with --guess. The fields are ${CONTACT_FIELDS.join(', ')}, and ignore`,
    { details: { files: names } }
  )
}
