import iconv from 'iconv-lite'

const ESCAPE = 0x1b

/**
 * ISO-2022-JP, which iconv-lite lacks: seven-bit Japanese in which escape sequences switch between
 * ASCII, JIS X 0208 and half-width kana (RFC 1468). Read by way of EUC-JP, which has the same codes.
 */
export function decodeIso2022Jp(bytes: Uint8Array): string {
  const out: number[] = []
  let set: 'ascii' | 'kanji' | 'kana' = 'ascii'
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    const second = bytes[at + 1]
    const third = bytes[at + 2]
    if (byte === ESCAPE && second === 0x24 && (third === 0x40 || third === 0x42)) {
      set = 'kanji'
      at += 2
    } else if (byte === ESCAPE && second === 0x28 && third !== undefined) {
      set = third === 0x49 ? 'kana' : 'ascii'
      at += 2
    } else if (set === 'kanji' && isCode(byte) && second !== undefined && isCode(second)) {
      out.push(byte | 0x80, second | 0x80)
      at++
    } else if (set === 'kana' && isCode(byte)) out.push(0x8e, byte | 0x80)
    else out.push(byte)
  }
  return iconv.decode(Buffer.from(out), 'euc-jp')
}

function isCode(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f
}
