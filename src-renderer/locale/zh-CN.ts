import type { Dictionary } from './en'
import { activity } from './zh-CN/activity'
import { contacts } from './zh-CN/contacts'
import { datoms } from './zh-CN/datoms'
import { errors } from './zh-CN/errors'
import { imports } from './zh-CN/imports'
import { meter } from './zh-CN/meter'
import { onboarding } from './zh-CN/onboarding'
import { ownership } from './zh-CN/ownership'
import { people } from './zh-CN/people'
import { received } from './zh-CN/received'
import { settings } from './zh-CN/settings'
import { sharing } from './zh-CN/sharing'
import { shell } from './zh-CN/shell'
import { terms } from './zh-CN/terms'

export const zhCN: Dictionary = {
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
