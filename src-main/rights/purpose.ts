const DPV = 'https://w3id.org/dpv#'

/**
 * Purposes of the Data Privacy Vocabulary 2 that this program names → the broader purposes that each
 * is a kind of. The root, `Purpose`, is left out. Marketing and the selling of products are kinds of
 * commercial purposes by this profile, not by DPV: a policy that prohibits these means those too.
 */
const BROADER = {
  CommercialPurpose: [],
  CommercialResearch: ['CommercialPurpose', 'ResearchAndDevelopment'],
  Marketing: ['CommercialPurpose'],
  Advertising: ['Marketing'],
  DirectMarketing: ['Marketing'],
  PublicRelations: ['Marketing'],
  SocialMediaMarketing: ['Marketing'],
  PersonalisedAdvertising: ['Advertising', 'Personalisation'],
  TargetedAdvertising: ['PersonalisedAdvertising'],
  Personalisation: [],
  ServiceManagement: [],
  ServiceProvision: ['ServiceManagement'],
  RequestedServiceProvision: ['ServiceProvision'],
  DeliveryOfGoods: ['RequestedServiceProvision'],
  SellProducts: ['ServiceProvision', 'CommercialPurpose'],
  SellDataToThirdParties: ['SellProducts'],
  SellInsightsFromData: ['SellProducts'],
  NonCommercialPurpose: [],
  NonCommercialResearch: ['NonCommercialPurpose', 'ResearchAndDevelopment'],
  ResearchAndDevelopment: [],
  AcademicResearch: ['ResearchAndDevelopment'],
  ScientificResearch: ['ResearchAndDevelopment'],
  PublicBenefit: [],
  DataAltruism: ['PublicBenefit'],
  CommunicationManagement: [],
  CustomerManagement: [],
  CustomerCare: ['CustomerManagement'],
  CommunicationForCustomerCare: ['CommunicationManagement', 'CustomerCare'],
  CustomerRelationshipManagement: ['CustomerManagement'],
  VendorManagement: [],
  HumanResourceManagement: [],
  PersonnelManagement: ['HumanResourceManagement'],
  PersonnelHiring: ['PersonnelManagement'],
  RecruitmentManagement: ['PersonnelHiring'],
  OrganisationGovernance: [],
  MemberPartnerManagement: ['OrganisationGovernance'],
  RecordManagement: [],
  AccountManagement: [],
  EstablishContractualAgreement: [],
  FulfilmentOfObligation: [],
  FulfilmentOfContractualObligation: ['FulfilmentOfObligation'],
  LegalCompliance: ['FulfilmentOfObligation'],
  EnforceSecurity: [],
  Verification: ['EnforceSecurity'],
  IdentityVerification: ['Verification']
} as const satisfies Record<string, readonly string[]>

type Name = keyof typeof BROADER

export type Purpose = `${typeof DPV}${Name}`

export const PURPOSES = Object.fromEntries(
  Object.entries(BROADER).map(([name, broader]) => [
    `${DPV}${name}`,
    broader.map(other => `${DPV}${other}`)
  ])
) as unknown as Readonly<Record<Purpose, readonly Purpose[]>>

export const COMMERCIAL: Purpose = 'https://w3id.org/dpv#CommercialPurpose'

export function isPurpose(value: unknown): value is Purpose {
  return typeof value === 'string' && Object.hasOwn(PURPOSES, value)
}

/** Whether `purpose` is `broader` or a kind of it, along any line. */
export function isKindOf(purpose: Purpose, broader: Purpose): boolean {
  return purpose === broader || PURPOSES[purpose].some(next => isKindOf(next, broader))
}
