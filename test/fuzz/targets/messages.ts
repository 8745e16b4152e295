import c from 'compact-encoding'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Protomux from 'protomux'
import { formatKey } from '../../../src-main/grant'
import { deriveKeys, publicKeyOf, verifySignature } from '../../../src-main/identity'
import {
  encodeLetter,
  parseLetter,
  signedPart,
  type Letter
} from '../../../src-main/space/letters/letter'
import {
  Parcel,
  parseAnswer as parseTaken,
  parsePart
} from '../../../src-main/space/letters/message'
import { parseAsk, parseWord as parseConsentWord } from '../../../src-main/space/consents/message'
import { parseReceipts } from '../../../src-main/space/metering/message'
import { parseOffer, parseWord } from '../../../src-main/space/ownership/parcel'
import { openSealedText, sealText } from '../../../src-main/space/ownership/sealed-file'
import { Peer, type PeerEvents } from '../../../src-main/space/peer'
import { parseAnswer, parseAsked } from '../../../src-main/space/requests/message'
import { parseProve, parseState } from '../../../src-main/space/sharing/message'
import { mutate, mutateText } from '../bytes'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

const alice = deriveKeys(Buffer.alloc(32, 1))
const bob = deriveKeys(Buffer.alloc(32, 2))
const key = formatKey({
  kind: 'ticket',
  space: Buffer.alloc(32, 1),
  grant: Buffer.alloc(32, 2),
  secret: Buffer.alloc(32, 3)
})
const id = '01900000-0000-7000-8000-000000000001'
const ASKED = {
  request: id,
  message: 'May I?',
  label: 'Friends',
  fields: ['name', 'phones'],
  purpose: 'https://w3id.org/dpv#ServiceProvision',
  until: '2030-01-01T00:00:00Z'
}
const BODIES: unknown[] = [
  ASKED,
  { request: id, key, message: 'here' },
  { name: 'Alice' },
  { label: 'Friends', key },
  { id, subject: 'Carol', category: 'contacts', level: 'personal', name: 'Bob', message: 'x' },
  { id, reason: 'no' },
  { id, part: 0, parts: 1, data: 'AAAA' },
  { id, refused: 'UNSUPPORTED' },
  { grant: 'ab'.repeat(32), proof: 'AAAA' },
  {
    request: id,
    grant: 'y'.repeat(52),
    proof: Buffer.alloc(32).toString('base64'),
    action: 'display',
    purpose: 'https://w3id.org/dpv#ServiceProvision',
    message: 'May I?',
    name: 'Bob'
  },
  { grant: 'ab'.repeat(32), state: 'active' },
  { grant: 'ab'.repeat(32), proof: 'AAAA', core: 'cd'.repeat(32) }
]
const LETTERS = ['request.ask', 'people.ask', 'transfer.offer'].map((kind, at) => {
  const body = BODIES[at] as never
  return encodeLetter({ id, kind, to: alice.did, at: '2026-01-01T00:00:00Z', body }, bob)
})
const TEXTS = LETTERS.map(letter => Buffer.from(JSON.stringify(letter)))
const WORDS = ['"body":', '"to":', '"__proto__":', '[[[[[[', '\\ud800', '1e999', '{"a":']

export const letter = target({
  name: 'letter',
  what: 'letters: their parts put together, their form, their signature',
  input: (random): Buffer =>
    random.chance(2)
      ? mutate(TEXTS, random, WORDS)
      : Buffer.from(JSON.stringify(twist(LETTERS, random)) ?? ''),
  run: bytes => {
    const parts = Parcel.split(id, bytes as never as Letter)
    const parcel = new Parcel(id, 1024 * 1024)
    for (const part of parts) {
      const parsed = parsePart(part)
      insist(parsed !== null && parcel.add(parsed) !== 'refused', 'a part of its own')
    }
    const parsed = parseLetter(bytes)
    if (!parsed) return
    const signature = Buffer.from(parsed.signature, 'base64')
    if (!verifySignature(signedPart(parsed), signature, publicKeyOf(bob.did))) return
    const same = LETTERS.some(each => signedPart(each).equals(signedPart(parsed)))
    insist(same, 'a letter that was changed after it was signed')
  }
})

export const bodies = target({
  name: 'message',
  what: 'bodies of control messages and letters: proofs, words, requests, offers, parts',
  input: random => twist(BODIES, random),
  run: body => {
    const asked = parseAsked(body)
    if (asked) insist(!STEERING.test(asked.asked.message), 'a text that steers')
    const answer = parseAnswer(body)
    if (answer?.message) insist(!STEERING.test(answer.message), 'a text that steers')
    const question = parseAsk(body)
    if (question) {
      insist(!STEERING.test(question.message + question.name), 'a text that steers')
      insist(question.grant.byteLength === 32 && question.proof.byteLength === 32, 'a key')
    }
    const word = parseConsentWord(body)
    if (word?.message) insist(!STEERING.test(word.message), 'a text that steers')
    parseProve(body)
    parseState(body)
    parseReceipts(body)
    parseTaken(body)
    parseOffer(body)
    parseWord(body)
    const part = parsePart(body)
    if (part) insist(part.data.byteLength <= 24 * 1024 && part.part < part.parts, 'a part')
  }
})
const STEERING = /[\u0000-\u0008\u202a-\u202e\u2066-\u2069]/

const SEALED = JSON.stringify({
  datomspace: 'transfer-parcel/1',
  for: alice.did,
  sealed: Buffer.alloc(120, 2).toString('base64')
})

export const sealed = target({
  name: 'sealed-file',
  what: 'files of a transfer, sealed for one person',
  input: (random): { text: string } | { kind: 'parcel' | 'acknowledgement'; body: unknown } =>
    random.chance(3)
      ? { text: mutateText([SEALED], random, ['"sealed":', 'AAAA', '{}']) }
      : { kind: random.pick(['parcel', 'acknowledgement']), body: twist(BODIES, random) ?? null },
  run: input => {
    // No two are sealed alike, so that is done here: the input is the same again without it.
    const text = 'text' in input ? input.text : sealText(input.kind, alice.did, input.body as never)
    const { kind } = openSealedText(text, alice)
    insist(kind === 'parcel' || kind === 'acknowledgement', 'a file of another kind')
  }
})

interface Pair {
  peer: Peer
  theirs: Protomux.Message<Buffer>
  stream: NoiseSecretStream
}

const HELLO = { type: 'hello', body: { role: 'space', did: bob.did, proof: 'AAAA' } }
const MESSAGES = [
  ...BODIES.map(body => ({ type: 'grant.prove', body })),
  { type: 'hello', body: { role: 'client' } },
  HELLO
]
const MESSAGE_TEXTS = MESSAGES.map(message => Buffer.from(JSON.stringify(message)))
let pair: Pair | null = null

/** The real control channel, encrypted, between two ends in this process. */
export const control = target({
  name: 'control',
  what: 'the control channel of a connection: hello, messages, nonsense',
  input: (random: Random) =>
    Array.from({ length: random.few(8) }, () =>
      random.chance(2)
        ? mutate(MESSAGE_TEXTS, random, ['"type":', '"hello"', '[[[[', '\u0000', '{"a":'])
        : Buffer.from(JSON.stringify(twist(MESSAGES, random)) ?? '')
    ),
  close: async () => {
    pair?.stream.destroy()
    pair?.peer.close()
    pair = null
  },
  run: async messages => {
    pair ??= await connected()
    const { peer, theirs } = pair
    for (const message of messages) theirs.send(message)
    await new Promise(resolve => setImmediate(resolve))
    await new Promise(resolve => setImmediate(resolve))
    insist(peer.did === undefined, 'an identity that nobody proved')
    if (peer.closed) await control.close!()
  }
})

async function connected(): Promise<Pair> {
  const ours = new NoiseSecretStream(true)
  const theirs = new NoiseSecretStream(false)
  ours.rawStream.pipe(theirs.rawStream)
  theirs.rawStream.pipe(ours.rawStream)
  theirs.on('error', () => {})
  await Promise.all([ours.opened, theirs.opened])
  const events: PeerEvents = { hello: () => {}, message: () => {} }
  const sign = (message: Buffer) => alice.sign(message)
  const peer = new Peer(ours, { role: 'space', did: alice.did, sign }, events)
  const channel = Protomux.from(theirs).createChannel({ protocol: 'datomspace/1' })!
  const message = channel.addMessage<Buffer>({ encoding: c.raw, onmessage: () => {} })
  channel.open()
  await new Promise(resolve => setImmediate(resolve))
  return { peer, theirs: message, stream: theirs }
}
