/**
 * How far two cards are the same person, and why. Only `same` is ever merged without asking.
 *
 * | degree | evidence |
 * | --- | --- |
 * | same | equal UID, or equal content |
 * | likely | equal or similar name and a shared e-mail, phone or account; equal name and birthday; a shared e-mail of a card without a name |
 * | maybe | shared e-mail, phone or account under another name or none; equal name, and the same organization or nothing to reach one of them by; similar name at the same organization |
 *
 * Two complete birthdays that differ make `likely` a `maybe` and drop what rests on a name alone.
 */
import * as found from './finding'
import { ACCOUNTS, EMAILS, ORGANIZATIONS, PHONES, type Prints } from './prints'

/** The finding of two cards, the same in both directions. */
export function compare(prints: Prints, left: number, right: number): number {
  const uid = prints.sameUid(left, right) ? found.UID : 0
  const content = prints.sameContent(left, right) ? found.CONTENT : 0
  if (uid !== 0 || content !== 0) return found.SAME | uid | content

  const name = prints.compareNames(left, right)
  const named = name === found.NAME || name === found.SIMILAR_NAME
  const birthdays = prints.compareBirthdays(left, right)
  const ways =
    (prints.meet(EMAILS, left, right) ? found.EMAIL : 0) |
    (prints.meet(PHONES, left, right) ? found.PHONE : 0) |
    (prints.meet(ACCOUNTS, left, right) ? found.ACCOUNT : 0)

  if (ways !== 0) {
    const sure = named || (name === found.NO_NAME && (ways & found.EMAIL) !== 0)
    const degree = sure && birthdays >= 0 ? found.LIKELY : found.MAYBE
    const support = birthdays > 0 ? found.BIRTHDAY : birthdays < 0 ? found.OTHER_BIRTHDAY : 0
    return degree | name | ways | support
  }
  if (!named || birthdays < 0) return 0
  if (name === found.NAME && birthdays > 0) return found.LIKELY | name | found.BIRTHDAY
  if (prints.meet(ORGANIZATIONS, left, right)) return found.MAYBE | name | found.ORGANIZATION
  const incomplete = prints.isUnreachable(left) || prints.isUnreachable(right)
  return name === found.NAME && incomplete ? found.MAYBE | name | found.INCOMPLETE : 0
}
