/** Columns padded to the widest cell, by the width that a terminal gives Chinese characters. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell))
    })
  }
  return rows
    .map(row =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] as number) - width(cell)))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

/** At most so many columns of a terminal. */
export function clipped(text: string, columns: number): string {
  if (width(text) <= columns) return text
  let kept = ''
  let used = 1
  for (const character of text) {
    used += width(character)
    if (used > columns) break
    kept += character
  }
  return `${kept}…`
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

function width(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

// Names and notes come from strangers' files: neither escape sequences nor marks that turn the
// direction of writing may reach a terminal.
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** On one line. */
export function printable(text: string): string {
  return text.replace(STEERING, ' ')
}

/** As `printable`, but keeps the lines and tabs. */
export function printableText(text: string): string {
  return text.replace(STEERING, character => (/[\n\r\t]/.test(character) ? character : ' '))
}

/** JSON that means the same and steers no terminal. */
export function escaped(json: string): string {
  return json.replace(
    STEERING,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
