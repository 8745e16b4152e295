import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  DUTIES,
  EVENTS,
  FIELD_GROUPS,
  parsePolicy,
  PROFILE,
  PURPOSES,
  validatePolicy
} from '../../src-main/rights'
import { CONTEXT } from '../../src-main/rights/profile'
import { en } from '../../src-main/rights/words/en'
import { zhCN } from '../../src-main/rights/words/zh-cn'

const docs = join(__dirname, '../../docs/odrl')
const page = readFileSync(join(docs, 'README.md'), 'utf8')
const context = JSON.parse(readFileSync(join(docs, 'context.jsonld'), 'utf8')) as {
  '@context': Record<string, unknown>
}
interface Node {
  '@id': string
  label?: Record<string, string>
  definition?: Record<string, string>
}
const profile = JSON.parse(readFileSync(join(docs, 'profile.jsonld'), 'utf8')) as {
  '@graph': Node[]
}
const nodes = new Map(profile['@graph'].map(node => [node['@id'], node]))
const name = (iri: string) => iri.slice(iri.lastIndexOf('#') + 1)

describe('the published profile', () => {
  it('names every action, duty and purpose that the software knows', () => {
    const all = [
      ...Object.keys(ACTIONS),
      ...Object.keys(DUTIES),
      ...Object.keys(PURPOSES).map(name)
    ]
    expect(all.filter(term => !page.includes(`\`${term}\``))).toEqual([])
  })

  it('has an example that is understood, and can be received today', () => {
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!) as unknown
    expect(parsePolicy(example)).toEqual(example)
    expect(validatePolicy(example)).toEqual(example)
  })

  it('has the context that policies carry, and every member of its own', () => {
    expect(context['@context']['ds']).toBe(CONTEXT[1].ds)
    for (const member of ['ds:fields', 'ds:derivedFrom', 'ds:policy']) {
      expect(context['@context'], member).toHaveProperty([member])
      expect(nodes.get(member)?.definition, member).toBeDefined()
    }
    expect(nodes.has(PROFILE)).toBe(true)
  })

  it('calls the events and lists the fields as the software does', () => {
    for (const iri of EVENTS) {
      const words = { en: en.events[name(iri)], 'zh-CN': zhCN.events[name(iri)] }
      expect(nodes.get(`ds:${name(iri)}`)?.label).toEqual(words)
    }
    const { definition } = nodes.get('ds:fields')!
    expect(definition?.['en']).toContain(FIELD_GROUPS.join(', '))
  })
})
