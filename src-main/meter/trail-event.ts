/** What can happen to rights, and to the datoms that they are about. */
export const TRAIL_EVENTS = [
  'mint',
  'change',
  'delete',
  'grant',
  'accept',
  'renew',
  'narrow',
  'suspend',
  'resume',
  'declare',
  'revoke',
  'expire',
  'end',
  'delegate',
  'request',
  'consent',
  'transfer',
  'receive',
  'retire',
  'dispute',
  'export'
] as const
export type TrailEvent = (typeof TRAIL_EVENTS)[number]

/** The kinds of registration of the 深圳市数据产权登记管理暂行办法 (2023). */
export const REGISTRATIONS = [
  'first',
  'license',
  'change',
  'transfer',
  'cancellation',
  'objection'
] as const
export type Registration = (typeof REGISTRATIONS)[number]

export const REGISTRATION_TERMS: Readonly<Record<Registration, string>> = {
  first: '首次登记',
  license: '许可登记',
  change: '变更登记',
  transfer: '转移登记',
  cancellation: '注销登记',
  objection: '异议登记'
}

const REGISTRATION_OF: Readonly<Record<TrailEvent, Registration | null>> = {
  mint: 'first',
  grant: 'license',
  accept: 'license',
  delegate: 'license',
  change: 'change',
  renew: 'change',
  narrow: 'change',
  suspend: 'change',
  resume: 'change',
  consent: 'change',
  transfer: 'transfer',
  receive: 'transfer',
  delete: 'cancellation',
  retire: 'cancellation',
  revoke: 'cancellation',
  expire: 'cancellation',
  end: 'cancellation',
  dispute: 'objection',
  // To say what happened, to ask and to use change nothing that could be registered.
  declare: null,
  request: null,
  export: null
}

/** The kind of registration that an event is in Shenzhen's terms; null if it would not be registered. */
export function registrationOf(event: TrailEvent): Registration | null {
  return REGISTRATION_OF[event]
}
