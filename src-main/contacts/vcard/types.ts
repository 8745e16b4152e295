import type { Header } from './header'

/** The TYPE values of a property: where it is used, what a telephone can do, and the rest. */
export interface TypePlan {
  contexts: string[]
  features: string[]
  rest: string[]
}

/** TYPE of TEL → JSContact phone feature (RFC 9555 §2.7.1), and back. */
const FEATURES: Record<string, string> = {
  voice: 'voice',
  cell: 'mobile',
  fax: 'fax',
  pager: 'pager',
  text: 'text',
  textphone: 'textphone',
  video: 'video',
  'main-number': 'main-number'
}

/** TYPE → JSContact context (RFC 9555 §2.3.21), and back. */
const CONTEXTS: Record<string, string> = { work: 'work', home: 'private' }
const ADDRESS_CONTEXTS: Record<string, string> = {
  ...CONTEXTS,
  billing: 'billing',
  delivery: 'delivery'
}

export function planTypes(header: Header): TypePlan {
  if (header.plan !== undefined) return header.plan
  const plan: TypePlan = { contexts: [], features: [], rest: [] }
  const contexts = header.name === 'ADR' || header.name === 'LABEL' ? ADDRESS_CONTEXTS : CONTEXTS
  for (const type of header.types) {
    const context = Object.hasOwn(contexts, type) ? contexts[type] : undefined
    const feature =
      header.name === 'TEL' && Object.hasOwn(FEATURES, type) ? FEATURES[type] : undefined
    if (context !== undefined) plan.contexts.push(context)
    else if (feature !== undefined) plan.features.push(feature)
    // INTERNET is what every address of EMAIL is, unless another type says otherwise
    else if (type !== 'internet' || header.name !== 'EMAIL') plan.rest.push(type)
  }
  header.plan = plan
  return plan
}

/** TYPE values for contexts and features, in lower case. */
export function typesOf(
  contexts: Record<string, true> | undefined,
  features?: Record<string, true> | undefined
): string[] {
  const types: string[] = []
  for (const context of Object.keys(contexts ?? {}))
    types.push(context === 'private' ? 'home' : context)
  for (const feature of Object.keys(features ?? {}))
    types.push(feature === 'mobile' ? 'cell' : feature)
  return types
}
