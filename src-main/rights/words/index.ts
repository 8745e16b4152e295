import { idsOf } from '../constraint'
import { durationParts } from '../duration'
import { labelFor, TODAY, type Enforcement, type Mechanism, type TermCode } from '../mechanism'
import { codeOf } from '../place'
import { logicIn, type AtomicConstraint, type Constraint, type Duty, type Policy } from '../policy'
import type { DutyConstraint, Rule, Terms } from '../policy'
import { lastPart } from '../profile'
import { dutyCode, isPassedOn, permittedCodes, prohibitedCodes, type CodeOfAtom } from '../term'
import { en } from './en'
import type { Wording } from './wording'
import { zhCN } from './zh-cn'

export type Language = 'en' | 'zh-CN'

export interface Sentence {
  /** Where in the policy what the sentence says begins, e.g. `permission.0.constraint.1`. */
  at: string
  /** 0 for a sentence of its own; a deeper one belongs to the last before it that is less deep. */
  level: number
  text: string
  /** Places of all that it says. */
  terms: string[]
  /** How far it is held up; absent where nobody is bound. */
  enforcement?: Enforcement
  why?: string
}

const WORDINGS: Record<Language, Wording> = { en, 'zh-CN': zhCN }

export interface WordsOptions {
  /** Minutes by which the reader's clock is ahead of UTC, for times; or what it is at a time. */
  utcOffset?: number | ((time: number) => number)
  mechanisms?: readonly Mechanism[]
}

/** A policy in plain words. Nothing is left out: every term of it is in the text of a sentence. */
export function wordsOf(
  policy: Policy,
  language: Language,
  options: WordsOptions = {}
): Sentence[] {
  return new Teller(WORDINGS[language], options).policy(policy)
}

class Teller {
  readonly #words: Wording
  readonly #utcOffset: (time: number) => number
  readonly #mechanisms: readonly Mechanism[]
  readonly #sentences: Sentence[] = []

  constructor(words: Wording, { utcOffset = 0, mechanisms = TODAY }: WordsOptions) {
    this.#words = words
    this.#utcOffset = typeof utcOffset === 'number' ? () => utcOffset : utcOffset
    this.#mechanisms = mechanisms
  }

  policy(policy: Policy): Sentence[] {
    const words = this.#words
    const kind = policy['@type']
    const code = kind === 'Ticket' ? 'holder' : kind === 'Agreement' ? 'person' : 'offer'
    const { assignee } = policy
    const holder = assignee === undefined ? ['@type'] : ['@type', 'assignee']
    this.#say(0, holder, words.holder(kind, quoted(assignee ?? '')), code)
    this.#say(0, ['assigner'], words.assigner(quoted(policy.assigner)))
    this.#say(0, ['target'], words.target(quoted(policy.target)))
    const parent = policy['ds:derivedFrom']
    if (parent !== undefined) {
      this.#say(0, ['ds:derivedFrom'], words.derivedFrom(quoted(parent)), 'derived')
    }
    this.#terms(policy, '', 0, isPassedOn(policy))
    this.#say(0, ['conflict'], words.conflict)
    this.#say(0, ['uid', 'profile'], words.identity(quoted(policy.uid), policy.profile))
    return this.#sentences
  }

  #terms(terms: Terms, prefix: string, level: number, passedOn: boolean): void {
    const words = this.#words
    const fields = terms['ds:fields']
    if (fields) {
      const names = words.list(fields.map(field => words.fieldGroups[field]))
      const places = fields.map((_, index) => `${prefix}ds:fields.${index}`)
      this.#say(level, places, words.fields(names), 'fields')
    } else this.#say(level, [`${prefix}ds:fields`], words.allFields)
    const permitted = permittedCodes(terms, passedOn)
    for (const [index, rule] of terms.permission.entries()) {
      const at = `${prefix}permission.${index}`
      this.#rule('permission', rule, { at, level, codeOfAtom: permitted(rule) })
      this.#duties(rule.duty ?? [], `${at}.duty`, level + 1, rule)
    }
    for (const [index, rule] of (terms.prohibition ?? []).entries()) {
      const at = `${prefix}prohibition.${index}`
      this.#rule('prohibition', rule, { at, level, codeOfAtom: prohibitedCodes(rule) })
    }
    this.#duties(terms.obligation ?? [], `${prefix}obligation`, level, null)
  }

  /** A sentence for the actions that are held up in the same way, and one for each condition. */
  #rule(
    kind: 'permission' | 'prohibition',
    rule: Rule,
    { at, level, codeOfAtom }: { at: string; level: number; codeOfAtom: CodeOfAtom }
  ): void {
    const words = this.#words
    const isPermission = kind === 'permission'
    const groups = new Map<string, { code: TermCode; places: string[]; names: string[] }>()
    for (const [index, action] of rule.action.entries()) {
      const code: TermCode = isPermission ? action : `no-${action}`
      const { enforcement, why } = labelFor(code, this.#mechanisms)
      const group = groups.get(`${enforcement} ${why}`) ?? { code, places: [], names: [] }
      group.places.push(`${at}.action.${index}`)
      group.names.push(words.actions[action])
      groups.set(`${enforcement} ${why}`, group)
    }
    const say = isPermission ? words.may : words.mayNot
    for (const { code, places, names } of groups.values()) {
      this.#say(level, places, say(words.list(names)), code)
    }
    const frame = isPermission ? words.onlyIf : words.where
    const conditions = rule.constraint ?? []
    if (conditions.length === 0) {
      this.#say(level + 1, [at], words.always[kind])
    }
    for (const [index, constraint] of conditions.entries()) {
      this.#condition(constraint, `${at}.constraint.${index}`, level + 1, frame, codeOfAtom)
    }
  }

  #condition(
    constraint: Constraint,
    at: string,
    level: number,
    frame: (condition: string) => string,
    codeOfAtom: CodeOfAtom
  ): void {
    const logic = logicIn(constraint)
    if (!logic) {
      const atom = constraint as AtomicConstraint
      this.#say(level, [at], frame(this.#atom(atom)), codeOfAtom(atom))
      return
    }
    const place = `${at}.${logic.operator}`
    this.#say(level, [place], frame(this.#words.logic[logic.operator]), 'logic')
    for (const [index, operand] of logic.operands.entries()) {
      this.#condition(operand, `${place}.@list.${index}`, level + 1, each => each, codeOfAtom)
    }
  }

  /** `rule`: the permission that they belong to; null for obligations. */
  #duties(duties: Duty[], at: string, level: number, rule: Rule | null): void {
    const words = this.#words
    const kind = rule ? 'permission' : 'obligation'
    for (const [index, duty] of duties.entries()) {
      const place = `${at}.${index}`
      const code = dutyCode(duty, rule)
      this.#say(level, [`${place}.action`], words.duty[kind](words.duties[duty.action]), code)
      for (const [each, constraint] of (duty.constraint ?? []).entries()) {
        this.#say(level + 1, [`${place}.constraint.${each}`], this.#dutyText(constraint), code)
      }
      const next = duty['ds:policy']
      if (next) this.#terms(next, `${place}.ds:policy.`, level + 1, true)
    }
  }

  #dutyText(constraint: DutyConstraint): string {
    const words = this.#words
    if (constraint.leftOperand !== 'payAmount') return words.dueWhen(this.#atom(constraint))
    return words.payAmount(constraint.rightOperand['@value'], lastPart(constraint.unit))
  }

  #atom(atom: AtomicConstraint): string {
    const words = this.#words
    switch (atom.leftOperand) {
      case 'dateTime':
        return words.dateTime[atom.operator](this.#time(atom.rightOperand['@value']))
      case 'elapsedTime': {
        const parts = durationParts(atom.rightOperand['@value']) ?? []
        return words.elapsedTime[atom.operator](words.duration(parts))
      }
      case 'count':
        return words.count[atom.operator](atom.rightOperand['@value'])
      case 'purpose':
        return words.purpose[atom.operator](
          words.list(idsOf(atom.rightOperand).map(iri => words.purposes[lastPart(iri)] ?? iri))
        )
      case 'recipient':
        return words.recipient[atom.operator](
          words.list(idsOf<string>(atom.rightOperand).map(quoted))
        )
      case 'spatial':
        return words.spatial[atom.operator](
          words.list(idsOf(atom.rightOperand).map(place => words.country(codeOf(place))))
        )
      case 'event': {
        const iri = atom.rightOperand['@id']
        return words.event[atom.operator](words.events[lastPart(iri)] ?? iri)
      }
    }
  }

  #time(value: string): string {
    const time = Date.parse(value)
    const utcOffset = this.#utcOffset(time)
    const local = new Date(time + utcOffset * 60_000)
    const iso = local.toISOString()
    const fraction = iso.endsWith('.000Z') ? '' : iso.slice(19, 23)
    const seconds = fraction !== '' || local.getUTCSeconds() !== 0 ? iso.slice(16, 19) : ''
    return this.#words.time({
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      clock: `${iso.slice(11, 16)}${seconds}${fraction}`,
      zone: zoneOf(utcOffset)
    })
  }

  #say(level: number, terms: string[], text: string, code?: TermCode): void {
    const label = code && labelFor(code, this.#mechanisms)
    this.#sentences.push({
      at: terms[0] ?? '',
      level,
      text,
      terms,
      ...(label && { enforcement: label.enforcement, why: label.why })
    })
  }
}

function zoneOf(utcOffset: number): string {
  if (utcOffset === 0) return 'UTC'
  const minutes = Math.abs(utcOffset) % 60
  const hours = Math.floor(Math.abs(utcOffset) / 60)
  const sign = utcOffset < 0 ? '-' : '+'
  return `UTC${sign}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`
}

// What a URI is made of (RFC 3986 §2), without brackets, which stand for labels where there are no colours.
const PLAIN = /^[\w\-.~:/?#@!$&'*+;=%]*$/
const STEERING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A name that strangers chose: what is no plain one stands in quotes, and steers neither lines nor terminals. */
function quoted(name: string): string {
  if (PLAIN.test(name)) return name
  return JSON.stringify(name).replace(
    STEERING,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
