import { card, charset, csv, vcard, zip } from './targets/contacts'
import { blocks, datom, packed } from './targets/datoms'
import { grantLog } from './targets/grants'
import { identity, keyString, link, personKey } from './targets/keys'
import { bodies, control, letter, sealed } from './targets/messages'
import { counted, receipt, report, trail } from './targets/meter'
import { qr } from './targets/pictures'
import { policies } from './targets/policies'
import { call, frames, imports, settings } from './targets/programs'
import { mail, peers, service } from './targets/spaces'
import { consents, credential, offers, parcels, statement } from './targets/statements'
import { wire } from './targets/wire'
import type { Target } from './target'

/** Everything that decodes what somebody else wrote. */
export const TARGETS: readonly Target[] = [
  ...[vcard, csv, zip, charset, card],
  ...[keyString, personKey, link, identity, qr],
  ...[policies, statement, credential, offers, consents, parcels],
  ...[grantLog, counted, receipt, report, trail],
  ...[datom, packed, blocks],
  ...[letter, mail, bodies, peers, control, sealed, wire],
  ...[frames, service, call, imports, settings]
]
