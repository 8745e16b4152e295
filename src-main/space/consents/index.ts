export { Consents, type Askable, type AskConsent } from './consents'
export type { HeldConsent } from './record'
