import { card, charset, csv, vcard, zip } from './targets/contacts'
import { blocks, datom } from './targets/datoms'
import { grantLog } from './targets/grants'
import { identity, keyString, link, personKey } from './targets/keys'
import { bodies, control, letter, sealed } from './targets/messages'
import { counted, receipt, report, trail } from './targets/meter'
import { policies } from './targets/policies'
import { call, frames, imports, settings } from './targets/programs'
import { credential, offers, parcels, statement } from './targets/statements'
import type { Target } from './target'

/** Everything that decodes what somebody else wrote. */
export const TARGETS: readonly Target[] = [
  ...[vcard, csv, zip, charset, card],
  ...[keyString, personKey, link, identity],
  ...[policies, statement, credential, offers, parcels],
  ...[grantLog, counted, receipt, report, trail],
  ...[datom, blocks],
  ...[letter, bodies, control, sealed],
  ...[frames, call, imports, settings]
]
