import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Program } from '../process'
import { vcard, Village, type Ended, type Person } from './command'

let village: Village
let alice: Person
let bob: Person
let servers: Program[] = []
let personKey = ''
const runtime = process.env.XDG_RUNTIME_DIR

beforeAll(async () => {
  village = await Village.start()
  ;({ alice, bob } = village)
  process.env.XDG_RUNTIME_DIR = village.folder
  await Promise.all([alice.run(['init', '--name', 'Alice']), bob.run(['init', '--name', 'Bob'])])
  servers = await Promise.all([alice.serve(), bob.serve()])
  const file = await village.file('friends.vcf', vcard('Ann', ['TEL:+493012345']) + vcard('Cat'))
  await alice.run(['import', file, '--set', 'Friends'])
}, 120_000)

afterAll(async () => {
  for (const server of servers) await server.stop('SIGKILL')
  if (runtime === undefined) delete process.env.XDG_RUNTIME_DIR
  else process.env.XDG_RUNTIME_DIR = runtime
  await village.close()
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the command says
async function asked(run: () => Promise<Ended>, done: (rows: any[]) => boolean): Promise<any[]> {
  for (let times = 0; times < 60; times++) {
    const rows = (await run()).json()
    if (done(rows)) return rows
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  throw new Error('Asked in vain')
}

// Each test goes on where the one before it ended.
describe('rights by commands', () => {
  it('are said in words before they are given: every term, with how far it is held up', async () => {
    const options = ['--set', 'Friends', '--template', 'names-and-phones']
    const { code, stdout } = await alice.run(['grant', ...options, '--dry-run'])
    expect(code).toBe(0)
    expect(stdout).toContain('Only these fields: name, phone numbers.')
    expect(stdout).toContain('[enforced: What is sent holds no other fields.]')
    expect(stdout).toContain('Not allowed: Sell.')
    expect(stdout).toContain('[declared: Part of the signed terms.')
    const [draft] = (await alice.run(['grant', ...options, '--dry-run', '--json'])).json()
    for (const { at, text } of draft.terms.words.en) {
      // Of a grant that is not made there is no name yet.
      if (at === 'target' || at === 'uid') continue
      // Times are on the clock of whoever asks.
      if (!/\d\d:\d\d/.test(text)) expect(stdout).toContain(text)
    }
    expect(stdout).not.toContain('urn:uuid:0000')
    const forbidden = await village.file(
      'resell.json',
      JSON.stringify({ permission: [{ action: ['read', 'distribute'] }], prohibition: [] })
    )
    const given = ['--set', 'Friends', '--terms', forbidden]
    const refused = await alice.run(['grant', ...given, '--dry-run'])
    expect([refused.code, refused.stdout]).toEqual([5, expect.stringContaining('Not possible: ')])
    expect((await alice.run(['grant', ...given])).code).toBe(5)
    for (const other of [
      ['--template', 'family'],
      ['--fields', 'name'],
      ['--until', '1h']
    ]) {
      const twice = await alice.run(['grant', ...given, ...other, '--dry-run'])
      expect([twice.code, twice.stdout]).toEqual([2, ''])
      expect(twice.stderr).toContain(other[0])
    }
    const missing = await alice.run(['grant', '--set', 'Friends', '--terms', `${forbidden}.not`])
    expect(missing.stderr).toContain('is not there or cannot be read')
    const unnamed = await alice.run(['grant', '--set', 'Enemies', '--dry-run'])
    expect([unnamed.code, unnamed.stderr]).toEqual([
      4,
      expect.stringContaining('datomspace list sets')
    ])
    expect((await alice.run(['grants', '--json'])).stdout).toBe('')
  }, 60_000)

  it('find people by their keys, and pair them', async () => {
    const [me] = (await bob.run(['people', 'me', '--json'])).json()
    expect(me.key).toMatch(/^person1[a-z0-9]+$/)
    personKey = me.key
    const [added] = (await alice.run(['people', 'add', me.key, '--name', 'Bobby', '--json'])).json()
    expect(added).toMatchObject({ did: me.did, name: 'Bobby', pairing: 'asked' })
    await asked(
      () => bob.run(['people', '--json']),
      rows => rows[0]?.pairing === 'asks'
    )
    await bob.run(['people', 'accept', 'Alice', '--json'])
    const [bobby] = await asked(
      () => alice.run(['people', '--json']),
      rows => rows[0]?.pairing === 'mutual'
    )
    expect(bobby.verified).not.toBe(null)
    const wrong = await alice.run(['people', 'add', personKey.slice(0, 60), '--json'])
    expect([wrong.code, wrong.error()]).toEqual([9, 'KEY_TRUNCATED'])
  }, 60_000)

  it('are given to one person, renewed, suspended, resumed, narrowed and listed', async () => {
    const [share] = (
      await alice.run([
        'grant',
        '--to',
        'Bobby',
        '--template',
        'colleagues',
        '--label',
        'C',
        '--json'
      ])
    ).json()
    expect(share).toMatchObject({ label: 'C', audience: { kind: 'person', name: 'Bobby' } })
    const received = await bob.run(['receive', share.key, '--accept', '--json'])
    expect(received.json()[0]).toMatchObject({ state: 'live', count: 2 })
    const [renewed] = (await alice.run(['renew', 'C', '--until', '1h', '--json'])).json()
    expect(Date.parse(renewed.terms.until)).toBeLessThan(Date.now() + 3_700_000)
    expect((await alice.run(['suspend', 'C', '--json'])).json()[0].state).toBe('suspended')
    expect((await alice.run(['resume', 'C', '--json'])).json()[0].state).toBe('active')

    const policy = JSON.parse(renewed.terms.policy)
    const less = {
      ...policy,
      permission: [{ ...policy.permission[0], action: ['read', 'display'] }]
    }
    const narrower = await village.file('less.json', JSON.stringify(less))
    const [narrowed] = (await alice.run(['narrow', 'C', narrower, '--json'])).json()
    expect(narrowed.terms.actions).toEqual(['read', 'display'])
    const wider = await village.file('more.json', JSON.stringify(policy))
    const refused = await alice.run(['narrow', 'C', wider, '--json'])
    expect([refused.code, refused.error()]).toEqual([5, 'POLICY_DENIED'])

    const fewer = await alice.run(['narrow', 'C', '--fields', 'phones,name', '--json'])
    expect(fewer.json()[0].terms.fields).toEqual(['phones', 'name'])
    const more = await alice.run(['narrow', 'C', '--fields', 'name,notes', '--json'])
    expect([more.code, more.error()]).toEqual([5, 'POLICY_DENIED'])
    const none = await alice.run(['narrow', 'C', '--json'])
    expect(none.error()).toBe('INVALID_ARGUMENT')
    await asked(
      () => bob.run(['list', 'received', '--json']),
      rows => rows.some(row => row.state === 'live' && row.terms.fields.length === 2)
    )

    const { stdout } = await alice.run(['grants', 'C'])
    expect(stdout).toContain('Bobby')
    expect(stdout).toContain('Allowed: Show on screen.')
    const [revoked] = (await alice.run(['revoke', 'C', '--json'])).json()
    expect(revoked.recipients).toMatchObject([{ name: 'Bobby', result: 'cut-now' }])
  }, 90_000)

  it('are asked for, and granted or declined', async () => {
    const ask = (text: string) =>
      bob.run(['request', 'ask', 'Alice', text, '--fields', 'name', '--json'])
    expect((await ask('May I?')).json()[0]).toMatchObject({ direction: 'out', fields: ['name'] })
    await asked(
      () => alice.run(['request', '--json']),
      rows => rows[0]?.state === 'waiting'
    )
    const [granted] = (
      await alice.run([
        'request',
        'grant',
        'May I?',
        '--set',
        'Friends',
        '--message',
        'Yes',
        '--json'
      ])
    ).json()
    expect(granted.state).toBe('granted')
    const [mine] = await asked(
      () => bob.run(['request', '--json']),
      rows => rows[0]?.state === 'granted'
    )
    expect(mine).toMatchObject({ answer: 'Yes' })
    const received = await bob.run(['receive', mine.key, '--accept', '--json'])
    expect(received.json()[0]).toMatchObject({ state: 'live', count: 2 })
    await ask('And more?')
    await asked(
      () => alice.run(['request', '--json']),
      rows => rows[0]?.message === 'And more?'
    )
    await alice.run(['request', 'decline', 'And more?', '--message', 'No'])
    await asked(
      () => bob.run(['request', '--json']),
      rows => rows[0]?.state === 'declined'
    )
  }, 90_000)
})

describe('terms in a file', () => {
  it('are explained in both languages, and refused where they are not held up, with no space', async () => {
    const nobody = village.alice.env
    const env = { ...nobody, DATOMSPACE_STORAGE: '/nonexistent', DATOMSPACE_HOST: 'nobody' }
    const templates = (await alice.run(['policy', '--templates', '--json'], { env })).json()
    expect(templates.map(({ name }) => name)).toContain('until-friday')
    const file = await village.file('terms.json', JSON.stringify(templates[0].draft))
    const english = await alice.run(['policy', file], { env })
    expect([english.code, english.stdout.includes('Allowed: ')]).toEqual([0, true])
    const chinese = await alice.run(['policy', file, '--language', 'zh-CN'], { env })
    expect(chinese.stdout).toContain('[承诺')
    const { draft } = templates[0]
    const fee = {
      leftOperand: 'payAmount',
      operator: 'eq',
      rightOperand: { '@value': '5.00', '@type': 'xsd:decimal' },
      unit: 'http://publications.europa.eu/resource/authority/currency/CNY'
    }
    draft.permission[0].duty = [{ action: 'compensate', constraint: [fee] }]
    const paid = await village.file('paid.json', JSON.stringify(draft))
    const { code, json } = await alice.run(['policy', paid, '--json'], { env })
    expect([code, json()[0].valid, json()[0].unsupported[0].code]).toEqual([
      5,
      false,
      'duty-compensate'
    ])
    const none = await village.file('none.json', '[]')
    expect((await alice.run(['policy', none, '--json'], { env })).error()).toBe(
      'POLICY_NOT_UNDERSTOOD'
    )
    const twice = await village.file('twice.json', '{"permission":[],"permission":[{}]}')
    const ambiguous = await alice.run(['policy', twice, '--json'], { env })
    expect([ambiguous.error(), ambiguous.stderr.includes('two members of one name')]).toEqual([
      'FILE_UNREADABLE',
      true
    ])
  }, 60_000)
})

describe('consent before something is done', () => {
  it('is asked for, given for a while, withdrawn, and declined', async () => {
    const draft = {
      permission: [
        { action: ['read', 'display', 'index'] },
        { action: ['extract'], duty: [{ action: 'obtainConsent' }] }
      ],
      prohibition: []
    }
    const file = await village.file('asks.json', JSON.stringify(draft))
    const options = ['--set', 'Friends', '--label', 'Ask first', '--terms', file]
    const [share] = (await alice.run(['grant', ...options, '--about-others', '--json'])).json()
    await bob.run(['receive', share.key, '--accept', '--json'])
    const ask = (...rest: string[]) =>
      bob.run(['consent', 'ask', 'Ask first', 'extract', ...rest, '--json'])
    const [sent] = (await ask('--message', 'For the reunion')).json()
    expect(sent).toMatchObject({ direction: 'out', action: 'extract', label: 'Ask first' })
    const [question] = await asked(
      () => alice.run(['consent', '--json']),
      rows => rows[0]?.state === 'waiting'
    )
    expect(question).toMatchObject({ direction: 'in', message: 'For the reunion' })
    const given = await alice.run(['consent', 'give', question.id, '--until', '1h', '--json'])
    expect(given.json()[0]).toMatchObject({ state: 'given' })
    await asked(
      () => bob.run(['consent', '--json']),
      rows => rows[0]?.state === 'given'
    )
    await alice.run(['consent', 'withdraw', question.id])
    const [over] = await asked(
      () => bob.run(['consent', '--json']),
      rows => rows[0]?.state === 'withdrawn'
    )
    expect(over.id).toBe(sent.id)

    await ask('--message', 'Once more?')
    const rows = await asked(
      () => alice.run(['consent', '--json']),
      some => some.some(({ state }) => state === 'waiting')
    )
    const again = rows.find(({ state }) => state === 'waiting')
    await alice.run(['consent', 'decline', again.id, '--message', 'No'])
    await asked(
      () => bob.run(['consent', '--json']),
      some => some.some(({ state }) => state === 'declined')
    )
    const nobody = await bob.run(['consent', 'ask', 'Ask first', 'sell', '--json'])
    expect([nobody.code, nobody.error()]).toEqual([2, 'INVALID_ARGUMENT'])
  }, 90_000)
})

describe('an event on which terms depend', () => {
  it('is said to have begun and to be over, and is none on which they do not', async () => {
    const breach = { '@id': 'https://w3id.org/datomspace/rights/1#DataBreach' }
    const constraint = [{ leftOperand: 'event', operator: 'lt', rightOperand: breach }]
    const draft = { permission: [{ action: ['read', 'display'], constraint }], prohibition: [] }
    const file = await village.file('before.json', JSON.stringify(draft))
    const options = ['--set', 'Friends', '--label', 'Before', '--terms', file, '--about-others']
    expect((await alice.run(['grant', ...options])).code).toBe(0)
    const declare = async (...args: string[]) =>
      (await alice.run(['declare', 'Before', ...args, '--json'])).json()[0].events
    expect(await declare('data-breach')).toEqual([
      { event: 'DataBreach', since: expect.any(String) }
    ])
    expect(await declare('data-breach', '--over')).toEqual([
      { event: 'DataBreach', since: expect.any(String), until: expect.any(String) }
    ])
    const other = await alice.run(['declare', 'Before', 'owner-request', '--json'])
    expect([other.code, other.error()]).toEqual([2, 'INVALID_ARGUMENT'])
  }, 60_000)
})

describe('the country of a computer', () => {
  it('is said, asked for and taken back, and is none that there is not', async () => {
    const country = async (...args: string[]) =>
      (await bob.run(['country', ...args, '--json'])).json()[0]
    expect(await country()).toEqual({ country: '' })
    expect(await country('cn')).toEqual({ country: 'CN' })
    expect((await bob.run(['country'])).stdout).toBe('CN (China)\n')
    for (const none of ['XX', 'china']) {
      const refused = await bob.run(['country', none, '--json'])
      expect([refused.code, refused.error()]).toEqual([2, 'INVALID_ARGUMENT'])
    }
    expect(await country('none')).toEqual({ country: '' })
  }, 60_000)
})
