const CJK = /[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]/u

/**
 * What stands for a name in a small circle: the last one or two characters of a Chinese, Japanese or
 * Korean name (the given name, as people there do), else the first letters of the first and last word.
 */
export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .split(/\s+/)
    .filter(Boolean)
  const first = words[0]
  if (first === undefined) return ''
  if (CJK.test(first)) {
    const joined = [...words.join('')]
    return joined.slice(joined.length > 2 ? -2 : -1).join('')
  }
  const last = words.length > 1 ? (words[words.length - 1] ?? '') : ''
  return ([...first][0] ?? '').toUpperCase() + ([...last][0] ?? '').toUpperCase()
}

/** One of `count` hues, always the same for the same name. */
export function hueOf(name: string, count: number): number {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return sum % count
}
