import { covers, type Action } from './action'
import { untilOf, type Policy, type PolicyKind, type Terms } from './policy'
import type { Language } from './words'

/** How sensitive a datom is, least first. */
export const SECURITY_LEVELS = [
  'public',
  'internal',
  'personal',
  'confidential',
  'restricted'
] as const
export type SecurityLevel = (typeof SECURITY_LEVELS)[number]

/** The most sensitive of them. */
export function strictest(level: SecurityLevel, ...others: SecurityLevel[]): SecurityLevel {
  return others.reduce(
    (most, each) => (SECURITY_LEVELS.indexOf(each) > SECURITY_LEVELS.indexOf(most) ? each : most),
    level
  )
}

/** What a level can forbid. */
export type LevelRule =
  /** To whoever holds a key, not to a named person. */
  | 'ticket'
  /** To nobody yet: listed where everybody can see it. */
  | 'catalogue'
  /** That the receiver passes it on or shows it in public. */
  | 'pass-on'
  /** That it is sold, given away or paid for. */
  | 'hand-over'
  /** Anything but reading, showing, searching. */
  | 'process'
  /** Rights without an end. */
  | 'no-end'
  /** Passing on or handing over data about other people without a recorded confirmation. */
  | 'unconfirmed'

export interface Forbidden {
  level: SecurityLevel
  rule: LevelRule
}

/** For whom something is allowed: anybody, a named person, a named person once it is confirmed, nobody. */
type For = 'anybody' | 'person' | 'confirmed-person' | 'nobody'

interface Limits {
  ticket: boolean
  catalogue: boolean
  passOn: For
  handOver: For
  process: boolean
  endless: boolean
}

/** The one table of what each level lets a grant do at all. Every level allows less than the one before. */
const LIMITS: Record<SecurityLevel, Limits> = {
  public: {
    ticket: true,
    catalogue: true,
    passOn: 'anybody',
    handOver: 'anybody',
    process: true,
    endless: true
  },
  internal: {
    ticket: true,
    catalogue: true,
    passOn: 'person',
    handOver: 'person',
    process: true,
    endless: true
  },
  personal: {
    ticket: true,
    catalogue: true,
    passOn: 'confirmed-person',
    handOver: 'confirmed-person',
    process: true,
    endless: true
  },
  confidential: {
    ticket: false,
    catalogue: false,
    passOn: 'nobody',
    handOver: 'nobody',
    process: true,
    endless: true
  },
  restricted: {
    ticket: false,
    catalogue: false,
    passOn: 'nobody',
    handOver: 'nobody',
    process: false,
    endless: false
  }
}

const PASSING_ON: readonly Action[] = ['distribute', 'present', 'grantUse']
const HANDING_OVER: readonly Action[] = ['transfer', 'sell', 'give']
const MERELY_HOLDING: readonly Action[] = ['read', 'display', 'index']

export interface LevelOptions {
  /** Whether it was confirmed that this is data about other people, and is given all the same. */
  confirmed?: boolean
}

/** What of a policy the level of a datom forbids; null if such a datom may be under it. */
export function forbiddenAt(
  level: SecurityLevel,
  policy: Terms & { '@type': PolicyKind },
  options: LevelOptions = {}
): Forbidden | null {
  const limits = LIMITS[level]
  const kind = policy['@type']
  const refuse = (rule: LevelRule): Forbidden => ({ level, rule })
  if (kind === 'Ticket' && !limits.ticket) return refuse('ticket')
  if (kind === 'Offer' && !limits.catalogue) return refuse('catalogue')
  const check = (allowed: For, rule: LevelRule): Forbidden | null => {
    if (allowed === 'anybody') return null
    if (allowed === 'nobody' || kind === 'Ticket') return refuse(rule)
    return allowed === 'person' || options.confirmed ? null : refuse('unconfirmed')
  }
  const passing = permits(policy, PASSING_ON) ? check(limits.passOn, 'pass-on') : null
  if (passing) return passing
  const isPaid = policy.permission.some(({ duty }) => duty?.some(isPayment))
  if (isPaid || (policy.obligation?.some(isPayment) ?? false) || permits(policy, HANDING_OVER)) {
    const handing = check(limits.handOver, 'hand-over')
    if (handing) return handing
  }
  if (!limits.process && !holdsOnly(policy)) return refuse('process')
  if (!limits.endless && untilOf(policy as Policy) === null) return refuse('no-end')
  return null
}

/** The levels of datoms that may be under a policy. */
export function levelsUnder(
  policy: Terms & { '@type': PolicyKind },
  options: LevelOptions = {}
): SecurityLevel[] {
  return SECURITY_LEVELS.filter(level => forbiddenAt(level, policy, options) === null)
}

const NAMES: Record<Language, Record<SecurityLevel, string>> = {
  en: {
    public: 'public',
    internal: 'internal',
    personal: 'personal',
    confidential: 'confidential',
    restricted: 'restricted'
  },
  'zh-CN': {
    public: '公开',
    internal: '内部',
    personal: '个人信息',
    confidential: '保密',
    restricted: '严格限制'
  }
}

const SENTENCES: Record<Language, Record<LevelRule, (level: string) => string>> = {
  en: {
    ticket: level =>
      `What is ${level} goes to a named person only, never to whoever holds a key. Choose a person.`,
    catalogue: level => `What is ${level} is never listed for others to find.`,
    'pass-on': level =>
      `What is ${level} may not be passed on under these terms. Take that right out.`,
    'hand-over': level =>
      `What is ${level} may not be sold or given away under these terms. Take that right out.`,
    process: level => `What is ${level} may be read, shown and searched, and nothing else.`,
    'no-end': level => `Rights in what is ${level} need an end. Set one.`,
    unconfirmed: level =>
      `What is ${level} is about other people: to let it be passed on or sold, confirm that first.`
  },
  'zh-CN': {
    ticket: level => `“${level}”级数据只能授予指定的人，不能授予任何持有密钥的人。请选择一个人。`,
    catalogue: level => `“${level}”级数据不会列入供他人查找的目录。`,
    'pass-on': level => `按这些条款，“${level}”级数据不得转交他人。请去掉这项权利。`,
    'hand-over': level => `按这些条款，“${level}”级数据不得出售或赠与。请去掉这项权利。`,
    process: level => `“${level}”级数据只能读取、显示和检索，不能用于其他用途。`,
    'no-end': level => `“${level}”级数据的赋权必须有截止时间。请设定截止时间。`,
    unconfirmed: level => `“${level}”级数据涉及他人：允许转交或出售前，请先确认。`
  }
}

/** Why, and what to do, in one sentence. */
export function forbiddenWords({ level, rule }: Forbidden, language: Language): string {
  return SENTENCES[language][rule](NAMES[language][level])
}

function permits({ permission }: Terms, actions: readonly Action[]): boolean {
  return permission.some(rule =>
    rule.action.some(wider => actions.some(action => covers(wider, action)))
  )
}

function holdsOnly({ permission }: Terms): boolean {
  return permission.every(rule => rule.action.every(action => MERELY_HOLDING.includes(action)))
}

function isPayment({ action }: { action: string }): boolean {
  return action === 'compensate'
}
