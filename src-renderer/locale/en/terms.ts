export const terms = {
  title: 'Terms',
  groups: {
    conditions: 'For whom, and what',
    may: 'What may be done',
    mayNot: 'What may not be done',
    duties: 'What has to be done',
    about: 'Who, about what, and the exact names'
  },
  allOfThese: 'All of the above:',
  enforcement: { enforced: 'Enforced', metered: 'Metered', declared: 'Declared' },
  enforcementHint: {
    enforced: 'Holds against anyone: keys and the owner’s space see to it.',
    metered: 'Holds with an unmodified app. Gaps are noticed.',
    declared: 'A signed promise. No software can force it.'
  },
  legend: 'What Enforced, Metered and Declared mean',
  /** As main's sentences name them; here for those who choose. */
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
  /** What is proposed to those who choose no template. */
  oneWeek: { title: 'One week', text: 'They may read everything for seven days.' },
  templates: {
    family: {
      title: 'Family',
      text: 'They may read, print and export everything, without an end.'
    },
    colleagues: { title: 'Colleagues', text: 'They may read, export and combine it for 90 days.' },
    'one-look': {
      title: 'One look',
      text: 'It can be shown once within a week, and the copy is deleted afterwards.'
    },
    'until-friday': {
      title: 'Until Friday',
      text: 'They may read it until the end of the coming Friday.'
    },
    'names-and-phones': {
      title: 'Names and phones only',
      text: 'They get names and phone numbers, nothing else, for a week.'
    }
  }
}
