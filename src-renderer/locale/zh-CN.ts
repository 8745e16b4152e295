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

/*
 * One word for one thing. 赋权 is what was granted, with its terms, and is counted (一份赋权、我的赋权、收到的赋权);
 * 分享 is what a person does (分享给、分享密钥), 授予 what the terms say of it, 转授 to pass it on. 撤销 is the owner's
 * taking it back before its time; 结束 is its end, however that comes. 共享 is not used for any of these.
 */

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
