import { activity } from './en/activity'
import { contacts } from './en/contacts'
import { datoms } from './en/datoms'
import { errors } from './en/errors'
import { imports } from './en/imports'
import { meter } from './en/meter'
import { onboarding } from './en/onboarding'
import { ownership } from './en/ownership'
import { people } from './en/people'
import { received } from './en/received'
import { settings } from './en/settings'
import { sharing } from './en/sharing'
import { shell } from './en/shell'
import { terms } from './en/terms'

/** Every text of the screens. English is the source; the other languages must have the same keys. */
export const en = {
  ...shell,
  onboarding,
  contacts,
  imports,
  datoms,
  ownership,
  sharing,
  received,
  people,
  meter,
  activity,
  settings,
  errors,
  terms
}

type Localized<Node> = Node extends string
  ? string
  : Node extends { other: string }
    ? string | { one?: string; other: string }
    : { [Name in keyof Node]: Localized<Node[Name]> }

export type Dictionary = Localized<typeof en>
