/**
 * Formula injection: a spreadsheet runs a cell that begins with = + - @ TAB CR or LF (also in their
 * full-width forms) as a formula (OWASP, "CSV Injection"). Such cells get an apostrophe in front.
 *
 * A phone number may begin with + and a date without a year with --, and other programs would read an
 * apostrophe as part of them. Cells of a sign followed by digits and number punctuation only are
 * therefore left alone: a formula needs a letter, a quote, ! or | to call a function, name a
 * cell or reach a program, so the worst of "+86-10-1234" in a spreadsheet is a wrong number shown.
 *
 * Injective, so that our reader can undo it: a cell that already has apostrophes before such a
 * character gets one more, and undoing takes exactly one away.
 */
const DANGEROUS = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/
const NUMBER = /^[+-][-0-9 ().+/]*$/
const NEUTRALISED = /^''*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

export function neutralise(cell: string): string {
  return DANGEROUS.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
}

export function undoNeutralise(cell: string): string {
  return NEUTRALISED.test(cell) ? cell.slice(1) : cell
}
