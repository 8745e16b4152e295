/**
 * A phone number as written in an address book → the form in which two of them are compared.
 * Numbering plans are those of libphonenumber.
 */
import parsePhoneNumber, { isSupportedCountry, type CountryCode } from 'libphonenumber-js/min'

const SHORTEST = 5
const PLAIN_INTERNATIONAL = /^\+[1-9][\d\s().-]{6,24}$/
const EXTENSION = /\s*(?:;ext=|,+|;|\bext\.?|\bextension|\bx|#|转|轉|内線)\s*\d*$/i

/**
 * E.164 (`+862199575222`), for a national number by the numbering plan of `region` (ISO 3166-1, two
 * letters). Without a region, or for a number outside its plan, the bare digits. Nothing for text
 * that is no number, or too short to tell two people apart. Extensions are left out.
 */
export function phoneKey(number: string, region?: string): string | undefined {
  // Most numbers are written so.
  if (PLAIN_INTERNATIONAL.test(number) && !number.includes('(0)')) return '+' + digits(number)
  let text = number.normalize('NFKC').trim().replace(/^tel:/i, '').replace(EXTENSION, '')
  if (text.startsWith('00') && text.length > 9) text = '+' + text.slice(2)
  if (PLAIN_INTERNATIONAL.test(text) && !text.includes('(0)')) return '+' + digits(text)
  const country = region?.toUpperCase()
  if (text.startsWith('+') || (country !== undefined && isSupportedCountry(country))) {
    const parsed = parsePhoneNumber(text, country as CountryCode | undefined)
    if (parsed && digits(text).length >= SHORTEST) return parsed.number
  }
  const bare = digits(text)
  return bare.length >= SHORTEST ? bare : undefined
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
