/** The text of vCard lines: escapes, parameters, folding. Pure text, knows nothing of cards. */

const OCTETS = 75

/** Text as a value: backslash, comma, semicolon and line breaks escaped (RFC 6350 §3.4). */
export function escapeText(text: string): string {
  if (!/[\\,;\r\n]/.test(text)) return text
  return text.replace(/\\|,|;|\r\n?|\n/g, found =>
    found === '\r' || found === '\n' || found === '\r\n' ? '\\n' : '\\' + found
  )
}

/** A URI as a value: nothing in it needs an escape but what no URI holds. */
export function escapeUri(uri: string): string {
  if (!/[\\\r\n]/.test(uri)) return uri
  return uri.replace(/\\/g, '\\\\').replace(/\r\n?|\n/g, '\\n')
}

/** A value that is kept as it was read: it is escaped already. */
export function rawValue(raw: string): string {
  return /[\r\n]/.test(raw) ? raw.replace(/\r\n?|\n/g, '\\n') : raw
}

export type Parameters = Record<string, string | string[]>

/** `;NAME=value` for each parameter, quoted where needed, with the escapes of RFC 6868. */
export function parameterText(parameters: Parameters): string {
  let text = ''
  for (const name in parameters) {
    const values = parameters[name]!
    if (!/^[^;:="\r\n]+$/.test(name)) continue
    const list =
      typeof values === 'string' ? parameterValue(values) : values.map(parameterValue).join(',')
    text += `;${/^[a-z0-9-]+$/.test(name) ? name.toUpperCase() : name}=${list}`
  }
  return text
}

function parameterValue(value: string): string {
  const plain = /[\^"\r\n]/.test(value)
    ? value.replace(/\^|"|\r\n?|\n/g, found => (found === '^' ? '^^' : found === '"' ? "^'" : '^n'))
    : value
  return /[,;:]|^\s|\s$/.test(plain) ? `"${plain}"` : plain
}

/** A line folded at 75 octets, never inside a character (RFC 6350 §3.2), with its CRLF. */
export function fold(line: string): string {
  // three octets are the most that a UTF-16 code unit takes in UTF-8
  if (line.length * 3 <= OCTETS) return line + '\r\n'
  const octets = Buffer.byteLength(line)
  if (octets <= OCTETS) return line + '\r\n'
  return octets === line.length ? foldAscii(line) : foldUtf8(line)
}

function foldAscii(line: string): string {
  const pieces = [line.slice(0, OCTETS)]
  for (let at = OCTETS; at < line.length; at += OCTETS - 1)
    pieces.push(line.slice(at, at + OCTETS - 1))
  return pieces.join('\r\n ') + '\r\n'
}

function foldUtf8(line: string): string {
  const bytes = Buffer.from(line, 'utf8')
  const pieces: string[] = []
  let from = 0
  while (from < bytes.length) {
    let to = Math.min(bytes.length, from + (from === 0 ? OCTETS : OCTETS - 1))
    while (to < bytes.length && (bytes[to]! & 0xc0) === 0x80) to--
    pieces.push(bytes.toString('utf8', from, to))
    from = to
  }
  return pieces.join('\r\n ') + '\r\n'
}
