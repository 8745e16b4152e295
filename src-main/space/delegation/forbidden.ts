import type { DatomspaceError } from '../../error'
import type { ShareDraft } from '../shapes'
import { insteadOf } from '../sharing/draft'

/** Why terms cannot be passed on, in both languages. */
export function forbiddenFor(error: DatomspaceError): NonNullable<ShareDraft['forbidden']> {
  const { code, message, details } = error
  const fault = typeof details['fault'] === 'string' ? details['fault'] : ''
  const text = insteadOf(error) ?? FAULTS[fault] ?? REASONS[code] ?? message
  return { code, text: { en: message, 'zh-CN': text } }
}

/** By what is wrong with the chain, see `ensurePassable`. */
const FAULTS: Partial<Record<string, string>> = {
  fields: '转授的字段须与收到的一致，不多也不少。',
  nobody: '凭任何人可用的密钥得到的赋权不能转授：请询问所有者。',
  audience: '指名授予你的数据只能转授给指定的人，不能授予任何持有密钥的人。请选择一个人。',
  'not-permitted': '这份赋权的条款目前不允许你转授给此人。',
  wider: '这些条款超出了你可以转授的范围：请去掉超出的部分。',
  'tied-to-uses':
    '限定次数或自首次使用起限时的权利只属于你本人，因为两个人的使用不能合并计数：请去掉这一项。',
  'wider-than-next-policy': '这些条款超出了所有者为后续接收者规定的范围：请去掉超出的部分。'
}

const REASONS: Partial<Record<string, string>> = {
  POLICY_DENIED: '这些条款所依据的赋权链不成立。',
  POLICY_NOT_UNDERSTOOD: '此版本尚不能落实其中一项条款，请去掉它或选择其他条款。',
  INVALID_ARGUMENT: '这些条款的时间或转授对象不成立，请检查后再试。'
}
