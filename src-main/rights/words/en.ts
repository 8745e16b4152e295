import type { Wording } from './wording'

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')
const UNITS = { days: 'day', hours: 'hour', minutes: 'minute', seconds: 'second' }
const countries = new Intl.DisplayNames('en', { type: 'region' })

const some = (names: string) => `one of: ${names}`

export const en: Wording = {
  holder: (kind, assignee) => {
    if (kind === 'Ticket') return 'For whoever holds the key.'
    return kind === 'Agreement' ? `Only for ${assignee}.` : 'An offer: nobody has these rights yet.'
  },
  assigner: name => `Given by ${name}.`,
  target: name => `About the data ${name}.`,
  derivedFrom: name => `Passed on under the terms ${name}, and never wider than these.`,
  identity: (uid, profile) => `These are the terms ${uid}, in the words of ${profile}.`,
  conflict: 'What is not allowed wins over what is allowed.',
  allFields: 'All fields of each record.',
  fields: names => `Only these fields: ${names}.`,
  may: actions => `Allowed: ${actions}.`,
  mayNot: actions => `Not allowed: ${actions}.`,
  always: { permission: 'At any time and for any purpose.', prohibition: 'In no case at all.' },
  onlyIf: condition => `Only ${condition}.`,
  where: condition => `This holds ${condition}.`,
  logic: {
    and: 'if all of these are so',
    or: 'if at least one of these is so',
    xone: 'if exactly one of these is so'
  },
  dateTime: {
    lt: time => `before ${time}`,
    lteq: time => `until ${time}`,
    gt: time => `after ${time}`,
    gteq: time => `from ${time} on`
  },
  elapsedTime: {
    lt: duration => `less than ${duration} after the first use`,
    lteq: duration => `up to ${duration} after the first use`,
    gt: duration => `more than ${duration} after the first use`,
    gteq: duration => `${duration} or more after the first use`
  },
  count: {
    lt: times => `fewer than ${times} times each`,
    lteq: times => (times === '1' ? 'once each' : `up to ${times} times each`),
    gt: times => `after the use number ${times} of each`,
    gteq: times => `from the use number ${times} of each on`
  },
  purpose: {
    isA: name => `for ${name}`,
    isAnyOf: names => `for ${some(names)}`,
    isNoneOf: names => `for a stated purpose that is none of: ${names}`
  },
  recipient: {
    eq: name => `if the recipient is ${name}`,
    neq: name => `if the recipient is anybody but ${name}`,
    isAnyOf: names => `if the recipient is ${some(names)}`,
    isNoneOf: names => `if the recipient is none of: ${names}`
  },
  spatial: {
    eq: name => `in ${name}`,
    neq: name => `outside ${name}`,
    isAnyOf: names => `in ${some(names)}`,
    isNoneOf: names => `outside all of: ${names}`
  },
  event: {
    lt: name => `before ${name}`,
    eq: name => `during ${name}`,
    gt: name => `after ${name}`
  },
  payAmount: (amount, currency) => `${amount} ${currency}`,
  duty: { permission: duty => `In return: ${duty}.`, obligation: duty => `Duty: ${duty}.` },
  duties: {
    obtainConsent: 'ask whoever gave it first, and wait for the consent',
    compensate: 'pay the owner first',
    inform: 'let the owner know of each use',
    attribute: 'name the owner with each use',
    delete: 'delete all copies afterwards',
    nextPolicy: 'whoever gets it from you gets at most these terms'
  },
  dueWhen: condition => `Due ${condition}.`,
  actions: {
    read: 'Read',
    display: 'Show on screen',
    index: 'Search and sort',
    print: 'Print',
    archive: 'Keep for the long term',
    extract: 'Take out parts and export',
    reproduce: 'Make copies',
    transform: 'Convert to other formats',
    derive: 'Make something new from it',
    aggregate: 'Combine with other data',
    anonymize: 'Make it anonymous',
    use: 'Use',
    present: 'Show in public',
    distribute: 'Pass on',
    transfer: 'Hand over for good',
    sell: 'Sell',
    give: 'Give away',
    grantUse: 'Let others use it'
  },
  purposes: {
    CommercialPurpose: 'commercial purposes',
    CommercialResearch: 'commercial research',
    Marketing: 'marketing',
    Advertising: 'advertising',
    DirectMarketing: 'direct marketing',
    PublicRelations: 'public relations',
    SocialMediaMarketing: 'marketing in social media',
    PersonalisedAdvertising: 'personalised advertising',
    TargetedAdvertising: 'targeted advertising',
    Personalisation: 'personalisation',
    ServiceManagement: 'managing services',
    ServiceProvision: 'providing services',
    RequestedServiceProvision: 'providing services that were asked for',
    DeliveryOfGoods: 'delivering goods',
    SellProducts: 'selling products or services',
    SellDataToThirdParties: 'selling data to others',
    SellInsightsFromData: 'selling insights from it',
    NonCommercialPurpose: 'non-commercial purposes',
    NonCommercialResearch: 'non-commercial research',
    ResearchAndDevelopment: 'research and development',
    AcademicResearch: 'academic research',
    ScientificResearch: 'scientific research',
    PublicBenefit: 'the public benefit',
    DataAltruism: 'data altruism',
    CommunicationManagement: 'keeping in touch',
    CustomerManagement: 'managing customers',
    CustomerCare: 'customer care',
    CommunicationForCustomerCare: 'communication for customer care',
    CustomerRelationshipManagement: 'managing customer relations',
    VendorManagement: 'managing suppliers',
    HumanResourceManagement: 'managing human resources',
    PersonnelManagement: 'managing staff',
    PersonnelHiring: 'hiring',
    RecruitmentManagement: 'managing recruitment',
    OrganisationGovernance: 'governing an organisation',
    MemberPartnerManagement: 'managing members and partners',
    RecordManagement: 'keeping records',
    AccountManagement: 'managing accounts',
    EstablishContractualAgreement: 'making a contract',
    FulfilmentOfObligation: 'fulfilling an obligation',
    FulfilmentOfContractualObligation: 'fulfilling a contract',
    LegalCompliance: 'complying with the law',
    EnforceSecurity: 'security',
    Verification: 'verification',
    IdentityVerification: 'verifying an identity'
  },
  events: {
    GrantEnd: 'the end of these rights',
    OwnerRequest: 'a request of the owner',
    DataBreach: 'a data breach'
  },
  fieldGroups: {
    name: 'name',
    phones: 'phone numbers',
    emails: 'e-mail addresses',
    addresses: 'addresses',
    work: 'company and job',
    dates: 'birthday and dates',
    online: 'online accounts',
    photo: 'photo',
    notes: 'notes'
  },
  list: names => names.join(', '),
  duration: parts =>
    parts.map(({ unit, amount }) => `${amount} ${UNITS[unit]}${amount === 1 ? '' : 's'}`).join(' '),
  time: ({ year, month, day, clock, zone }) =>
    `${day} ${MONTHS[month - 1]} ${year}, ${clock} (${zone})`,
  country: code => `${countries.of(code)} (${code})`
}
