import { neutralise } from '../../contacts/csv/formula'
import type { ReviewRow } from '../shapes'

/** Failures as CSV (RFC 4180): what was wrong, where, and the text itself. */
export async function failureReport(rows: AsyncIterable<ReviewRow>): Promise<string> {
  let text = line(['file', 'line', 'reason', 'message', 'raw'])
  for await (const { file, line: at, problem } of rows) {
    const { reason = '', message = '', raw = '' } = problem ?? {}
    text += line([file, String(at), reason, message, raw])
  }
  return text
}

function line(cells: string[]): string {
  return cells.map(quoted).join(',') + '\r\n'
}

/** The raw text may come from anybody: a spreadsheet must not run it. */
function quoted(cell: string): string {
  const safe = neutralise(cell)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
