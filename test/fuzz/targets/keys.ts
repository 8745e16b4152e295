import { formatKey, formatLink, parseKey, type GrantKey } from '../../../src-main/grant'
import { didOf, isDid, publicKeyOf } from '../../../src-main/identity'
import { linkOf, requestOf } from '../../../src-main/desktop/deep-link'
import {
  formatPersonKey,
  formatPersonLink,
  parsePersonKey
} from '../../../src-main/space/people/person-key'
import { mutateText } from '../bytes'
import { insist, target } from '../target'

const key: GrantKey = {
  kind: 'ticket',
  space: Buffer.alloc(32, 1),
  grant: Buffer.alloc(32, 2),
  secret: Buffer.alloc(32, 3)
}
const did = didOf(Buffer.alloc(32, 4))
const person = { did, spaceKey: Buffer.alloc(32, 5) }
const KEYS = [
  formatKey(key),
  formatLink(key),
  formatKey({ ...key, kind: 'agreement', mirror: Buffer.alloc(32, 9) }),
  `Take this: ${formatKey(key).toUpperCase()} and mail me.`
]
const PEOPLE = [formatPersonKey(person), formatPersonLink(person), `me: ${formatPersonKey(person)}`]
const WORDS = ['datom1', 'person1', 'datomspace://', 'share/', 'person/', '\u200b', '\u00ad', '%00']

export const keyString = target({
  name: 'key',
  what: 'keys of shares in pasted text, from a QR code too',
  input: random => mutateText([...KEYS, ...PEOPLE], random, WORDS),
  run: text => {
    const parsed = parseKey(text)
    insist(parseKey(formatKey(parsed)).secret.equals(parsed.secret), 'another key')
  }
})

export const personKey = target({
  name: 'person-key',
  what: 'keys of people in pasted text, from a QR code too',
  input: random => mutateText([...PEOPLE, ...KEYS], random, WORDS),
  run: text => {
    const parsed = parsePersonKey(text)
    insist(parsePersonKey(formatPersonKey(parsed)).did === parsed.did, 'another person')
  }
})

export const link = target({
  name: 'link',
  what: 'datomspace:// links and the arguments of a start',
  input: random =>
    Array.from({ length: random.few(4) }, () =>
      mutateText([...KEYS, ...PEOPLE, 'file:///a/b.vcf', '/home/a/friends.vcf', '--x'], random, [
        ...WORDS,
        'file://host/x.vcf',
        '%2e%2e',
        '?key=',
        '#'
      ])
    ),
  run: args => {
    const request = requestOf(args, '/home/alice')
    insist(['show', 'receive', 'import'].includes(request.kind), 'a request of another kind')
    for (const arg of args) linkOf(arg)
    if (request.kind === 'receive') {
      insist(/^(datom|person)1[a-z0-9]+$/.test(request.key), 'a key with something in it')
    }
  }
})

export const identity = target({
  name: 'did',
  what: 'identities, did:key',
  input: random =>
    mutateText([did, didOf(Buffer.alloc(32, 77))], random, ['did:key:z', '#', '6Mk']),
  run: text => {
    isDid(text)
    insist(didOf(publicKeyOf(text)) === text, 'a second spelling of an identity')
  }
})
