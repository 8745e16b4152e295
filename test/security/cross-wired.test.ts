import { describe, expect, it } from 'vitest'
import {
  decodeDatom,
  encodeDatom,
  signDispute,
  signManifest,
  titleOf,
  verifyManifest,
  verifyOwnership
} from '../../src-main/datom'
import { DatomspaceError } from '../../src-main/error'
import { formatKey, parseKey, readOffer, signOffer } from '../../src-main/grant'
import { verify, type JsonObject } from '../../src-main/identity'
import {
  counterSign,
  hashOf,
  isCounterSigned,
  originHash,
  overviewOf,
  ReceiptChain,
  signEntry,
  signHead,
  signReceipt,
  TRAIL_FORMAT,
  verifyReport,
  verifyTrail,
  writeReport
} from '../../src-main/meter'
import { draftOf, parsePolicy, policyOf, ticketPolicy } from '../../src-main/rights'
import { encodeLetter, parseLetter } from '../../src-main/space/letters/letter'
import { checkParcel, parseParcel } from '../../src-main/space/ownership/parcel'
import { openSealedText, sealText } from '../../src-main/space/ownership/sealed-file'
import { formatPersonKey, parsePersonKey } from '../../src-main/space/people/person-key'
import { alice, bob, carol, handed, minted, placement, revealed, setDeed } from '../datom/deeds'
import { noon } from '../datom/room'

const grant = Buffer.alloc(32, 4)
const space = Buffer.alloc(32, 5)
const core = placement(alice).key
const grantText = 'y'.repeat(52)
const origin = { grant: grantText, holder: bob.did, log: 'b'.repeat(52) }
const use = { action: 'display' as const, policy: 'urn:uuid:1', subject: ['a-datom'] }
const policy = ticketPolicy({ uid: 'urn:x:1', assigner: alice.did, target: 'urn:x:2', until: null })
const owned = handed(minted(), bob)
const claim = { datom: `urn:uuid:${owned.datom.id}`, core: 'y'.repeat(52), reason: 'no' }
const receipt = signReceipt(use, { origin, after: null, at: noon }, bob)

function trail(owner = alice): object {
  const id = 'ab'.repeat(32)
  const subject = 'urn:uuid:00000000-0000-7000-8000-000000000001'
  const at = new Date(noon).toISOString()
  const entry = signEntry({ event: 'mint', subject }, { number: 0, previous: id, at }, owner)
  const head = signHead({ trail: id, entries: 1, hash: hashOf(entry) }, owner, noon)
  return { format: TRAIL_FORMAT, owner: owner.did, head, entries: [entry] }
}

function report(): string {
  const uses = [{ shareId: 's', did: bob.did, action: 'display' as const, ids: null, at: noon }]
  const shares = [{ id: 's', label: 'F', used: 1, allowed: 1, left: 0 }]
  const facts = { shares, people: [], uses, blocks: [], nameOf: () => 'Bob' }
  const block = receipt.block.toString('base64')
  const source = {
    ownerName: 'Alice',
    filter: {},
    overview: overviewOf(facts, {}),
    shares: [{ id: 's', label: 'F', grant: grantText, policy: 'urn:uuid:1' }],
    receipts: [{ block, state: 'ok' as const, received: new Date(noon).toISOString() }]
  }
  return writeReport(source, 'json', alice, noon)
}

const facts = { ownerName: 'Alice', label: 'F', space, grant, set: core, count: 1, policy }
const shareKey = { kind: 'ticket' as const, space, grant, secret: Buffer.alloc(32, 6) }
const manifest = {
  id: owned.datom.id,
  type: 'contact',
  category: 'c',
  level: 'personal',
  key: core
}

/** One genuine thing of each kind, as text. */
const GENUINE: Record<string, string> = {
  offer: JSON.stringify(signOffer(facts, alice, noon)),
  manifest: JSON.stringify(signManifest(manifest as never, alice, noon)),
  'credential of a set': JSON.stringify(setDeed()),
  'credential of a datom': JSON.stringify(minted().documents[0]),
  title: JSON.stringify(titleOf(owned.documents, revealed(owned.datom))),
  dispute: JSON.stringify(signDispute(claim, alice, noon)),
  'audit trail': JSON.stringify(trail()),
  'usage report': report(),
  receipt: receipt.block.toString('latin1'),
  letter: JSON.stringify(
    encodeLetter({ id: 'one', kind: 'x', to: alice.did, at: '2026-01-01T00:00:00Z', body: 1 }, bob)
  ),
  policy: JSON.stringify(
    policyOf(draftOf('family', { now: noon }), {
      kind: 'Agreement',
      uid: 'urn:uuid:1',
      assigner: alice.did,
      assignee: bob.did,
      target: 'urn:uuid:2'
    })
  ),
  'key of a share': formatKey(shareKey),
  'key of a person': formatPersonKey({ did: bob.did, spaceKey: space }),
  'sealed file': sealText('parcel', alice.did, { id: 'x' }),
  datom: encodeDatom(owned.datom).toString('latin1')
}

/** Takes it, or throws what it is refused with. */
type Reader = (text: string) => unknown

function refused(message: string): never {
  throw new DatomspaceError('STATEMENT_INVALID', message)
}

const READERS: Record<string, { takes: string[]; read: Reader }> = {
  offer: { takes: ['offer'], read: text => readOffer(objectIn(text), { grant, space }) },
  // The credential of a set says the same of the same core, by the same owner: it is as good.
  manifest: {
    takes: ['manifest', 'credential of a set'],
    read: text => verifyManifest(objectIn(text), core)
  },
  ownership: {
    takes: ['credential of a set', 'credential of a datom', 'title', 'dispute'],
    read: text => {
      const { valid, fault } = verifyOwnership(text)
      if (!valid) refused(String(fault))
    }
  },
  'audit trail': {
    takes: ['audit trail'],
    read: text => {
      const { valid, fault } = verifyTrail(text)
      if (!valid) refused(fault!.message)
    }
  },
  'usage report': {
    takes: ['usage report'],
    read: text => {
      const { valid, fault } = verifyReport(text)
      if (!valid) refused(fault!)
    }
  },
  receipt: {
    takes: ['receipt'],
    read: text => {
      const { verdict } = new ReceiptChain(origin).add(Buffer.from(text, 'latin1'))
      if (verdict !== 'ok') refused(verdict)
    }
  },
  letter: {
    takes: ['letter'],
    read: text => parseLetter(Buffer.from(text)) ?? refused('no letter')
  },
  policy: { takes: ['policy'], read: text => parsePolicy(objectIn(text)) },
  'key of a share': { takes: ['key of a share'], read: text => parseKey(text) },
  'key of a person': { takes: ['key of a person'], read: text => parsePersonKey(text) },
  'sealed file': { takes: ['sealed file'], read: text => openSealedText(text, alice) },
  datom: {
    takes: ['datom'],
    read: text => decodeDatom(Buffer.from(text, 'latin1'), owned.datom.id)
  }
}

function objectIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const kinds = Object.keys(GENUINE)

describe.each(Object.entries(READERS))('who reads: %s,', (_, { takes, read }) => {
  it.each(kinds)('given a genuine %s, takes it only if it is that', kind => {
    const text = GENUINE[kind]!
    if (takes.includes(kind)) expect(() => read(text)).not.toThrow()
    else expect(() => read(text)).toThrow(DatomspaceError)
  })

  it('refuses its own kind when the end is missing, wherever it was cut', () => {
    for (const kind of takes) {
      const text = GENUINE[kind]!
      for (let part = 0; part < 24; part++) {
        const cut = text.slice(0, Math.floor((text.length * part) / 24))
        expect(() => read(cut), `${kind} up to ${cut.length}`).toThrow(DatomspaceError)
      }
    }
  })
})

const signed = ['offer', 'manifest', 'credential of a set', 'credential of a datom', 'dispute']

describe('a signature', () => {
  it.each(signed)('of the %s is worth nothing under any other statement', from => {
    const { proof } = JSON.parse(GENUINE[from]!) as JsonObject
    for (const to of signed) {
      if (to === from) continue
      const mixed = { ...(JSON.parse(GENUINE[to]!) as JsonObject), proof: proof! }
      expect(verify(mixed), `${from} under ${to}`).toMatchObject({ verified: false })
    }
  })

  it('for a count says nothing of another grant, log, number or count', () => {
    const uses = { display: 3 }
    const head = {
      log: origin.log,
      number: 3,
      hash: receipt.hash,
      uses,
      at: '2026-01-01T00:00:00Z'
    }
    const given = counterSign(head, grantText, alice)
    expect(isCounterSigned(given, grantText, alice.did)).toBe(true)
    expect(isCounterSigned(given, 'o'.repeat(52), alice.did)).toBe(false)
    expect(isCounterSigned(given, grantText, bob.did)).toBe(false)
    for (const other of [{ log: 'n'.repeat(52) }, { number: 4 }, { uses: {} }, { hash: 'x' }]) {
      expect(isCounterSigned({ ...given, ...other }, grantText, alice.did)).toBe(false)
    }
  })

  it('of a receipt says nothing of another grant, holder or device', () => {
    const others = [
      { ...origin, grant: 'o'.repeat(52) },
      { ...origin, holder: carol.did },
      { ...origin, log: 'n'.repeat(52) }
    ]
    for (const other of others) {
      expect(originHash(other)).not.toBe(originHash(origin))
      expect(new ReceiptChain(other).add(receipt.block).verdict).toBe('foreign')
    }
  })
})

describe('an audit trail', () => {
  it('under the head, or in the name, of somebody else is refused', () => {
    const hers = trail(alice) as Record<string, unknown>
    const his = trail(bob) as Record<string, unknown>
    expect(verifyTrail({ ...hers, head: his['head'] }).valid).toBe(false)
    expect(verifyTrail({ ...hers, owner: bob.did }).valid).toBe(false)
    expect(verifyTrail({ ...hers, head: his['head'], owner: bob.did }).valid).toBe(false)
    expect(verifyTrail({ ...hers, entries: his['entries'] }).valid).toBe(false)
  })
})

describe('a transfer', () => {
  const parcel = {
    id: '01900000-0000-7000-8000-0000000000aa',
    transfer: owned.documents[1]!,
    documents: owned.documents.slice(0, 1),
    opening: revealed(minted().datom),
    blobs: []
  }
  const parties = { giver: alice.did, taker: bob.did }

  it('is taken by nobody else, from nobody else, under no other number', () => {
    const tries: [Partial<typeof parcel>, typeof parties][] = [
      [{}, { ...parties, taker: carol.did }],
      [{}, { ...parties, giver: carol.did }],
      [{ id: '01900000-0000-7000-8000-0000000000ab' }, parties],
      [{ documents: [] }, parties],
      [{ documents: [setDeed()] }, parties],
      [{ documents: minted(carol).documents }, parties],
      [{ documents: [...parcel.documents, ...parcel.documents] }, parties],
      [{ opening: { ...parcel.opening, 'ds:salt': 'A'.repeat(43) } }, parties]
    ]
    for (const [changes, between] of tries) {
      const made = parseParcel({ ...parcel, ...changes })!
      expect(() => checkParcel(made, made.transfer, between)).toThrow(
        expect.objectContaining({ code: 'STATEMENT_INVALID' }) as Error
      )
    }
  })
})
