import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'papaparse'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  covers,
  DUTIES,
  draftOf,
  parsePolicy,
  policyOf,
  PURPOSES,
  type Action,
  type Purpose
} from '../../src-main/rights'
import { alice } from './arbitrary'

const standards = join(__dirname, '../../../shared/standards')
const ttl = join(standards, 'odrl/ODRL22.ttl')
const csv = join(standards, 'dpv/purposes-2.3.csv')
const OPERANDS = ['dateTime', 'elapsedTime', 'count', 'purpose', 'recipient', 'spatial', 'event']
const OPERATORS = ['lt', 'lteq', 'gt', 'gteq', 'eq', 'neq', 'isA', 'isAnyOf', 'isNoneOf']
const MEMBERS = ['permission', 'prohibition', 'obligation', 'duty', 'constraint', 'action']

interface Term {
  name: string
  text: string
}

const refused = expect.objectContaining({ code: 'POLICY_NOT_UNDERSTOOD' })

/** The terms of the vocabulary, each with its statements. */
function termsOf(text: string): Term[] {
  return text
    .split(/^(?=:\w+\s*$)/m)
    .filter(part => part.startsWith(':'))
    .map(part => ({ name: /^:(\w+)/.exec(part)![1]!, text: part.split(/ \.\s*$/m)[0]! }))
}

describe.skipIf(!existsSync(ttl))('the vocabulary of ODRL 2.2', () => {
  const terms = existsSync(ttl) ? termsOf(readFileSync(ttl, 'utf8')) : []
  const find = (name: string) => terms.find(term => term.name === name)
  const deprecated = terms.filter(({ text }) => /owl:deprecated true/.test(text))

  it('has every term that this profile says, and none of them is deprecated', () => {
    const said = [...Object.keys(ACTIONS), ...Object.keys(DUTIES), ...OPERANDS, ...OPERATORS]
    for (const name of [
      ...said,
      ...MEMBERS,
      'payAmount',
      'unit',
      'and',
      'or',
      'xone',
      'prohibit'
    ]) {
      expect(find(name), name).toBeDefined()
      expect(deprecated.map(term => term.name)).not.toContain(name)
    }
  })

  it('includes actions in each other as this profile does', () => {
    for (const action of Object.keys(ACTIONS) as Action[]) {
      const parent = /:includedIn\s+(?:odrl)?:(\w+)/.exec(find(action)!.text)?.[1]
      if (parent === undefined) expect(['use', 'transfer']).toContain(action)
      // Contacts are not played; what is included in playing is included in use.
      else expect(covers((parent === 'play' ? 'use' : parent) as Action, action), action).toBe(true)
    }
  })

  it('deprecates terms that are all refused, as action, operand, operator, duty and member', () => {
    expect(deprecated.length).toBeGreaterThan(30)
    const now = 0
    const parties = { kind: 'Ticket', uid: 'urn:1', assigner: alice, target: 'urn:2' } as const
    const plain = () =>
      JSON.parse(JSON.stringify(policyOf(draftOf('one-look', { now }), parties))) as ReturnType<
        typeof policyOf
      >
    expect(() => parsePolicy(plain())).not.toThrow()
    for (const { name } of deprecated) {
      const twists: ((one: ReturnType<typeof policyOf>) => void)[] = [
        one => void one.permission[0]!.action.push(name as never),
        one => void Object.assign(one.permission[0]!.constraint![0]!, { leftOperand: name }),
        one => void Object.assign(one.permission[0]!.constraint![0]!, { operator: name }),
        one => void Object.assign(one.permission[1]!.duty![0]!, { action: name }),
        one => void Object.assign(one, { conflict: name }),
        one => void Object.assign(one, { [name]: 'urn:3' }),
        one => void Object.assign(one.permission[0]!, { [name]: 'urn:3' })
      ]
      for (const twist of twists) {
        const one = plain()
        twist(one)
        expect(() => parsePolicy(one), name).toThrow(refused)
      }
    }
  })
})

describe.skipIf(!existsSync(csv))('the purposes of DPV', () => {
  const rows = existsSync(csv)
    ? parse<Record<string, string>>(readFileSync(csv, 'utf8'), { header: true }).data
    : []
  /** By this profile and not by DPV; the published profile says so. */
  const OURS = ['Marketing CommercialPurpose', 'SellProducts CommercialPurpose']
  const ROOT = 'https://w3id.org/dpv#Purpose'

  it('are kinds of each other as this profile says, but for two statements of its own', () => {
    const found: string[] = []
    for (const iri of Object.keys(PURPOSES) as Purpose[]) {
      const row = rows.find(each => each['iri'] === iri)
      expect(row, iri).toBeDefined()
      const broader = row!['hasbroader']!.split(';').filter(each => each && each !== ROOT)
      expect(PURPOSES[iri]).toEqual(expect.arrayContaining(broader))
      for (const other of PURPOSES[iri].filter(each => !broader.includes(each))) {
        found.push(`${iri.split('#')[1]} ${other.split('#')[1]}`)
      }
    }
    expect(found.sort()).toEqual(OURS.sort())
  })
})
