export const sharing = {
  title: 'Sharing',
  lead: 'Every share you gave, in one place. Each opens exactly what you chose, for whom and until when you chose.',
  create: 'Share…',
  list: {
    live: 'Live',
    ended: 'Ended',
    more: 'Details of “{label}”'
  },
  empty: {
    title: 'You share nothing yet',
    text: 'Choose contacts or a whole set, decide which fields and until when, and send the key to whom it is meant for. You can end it at any time.'
  },
  state: {
    active: 'Live',
    waiting: 'Not begun',
    suspended: 'Suspended',
    'used-up': 'Used up',
    expired: 'Expired',
    revoked: 'Revoked'
  },
  stateText: {
    active: 'It can be read now.',
    waiting: 'Its first moment is still to come; nothing is sent before.',
    suspended: 'Nothing is sent until you resume it. The key stays valid.',
    'used-up':
      'By the receipts it was used as often as its terms allow; nothing is sent any more. For more, share it again.',
    expired: 'The agreed time is over; nothing is sent any more. For more time, share it again.',
    revoked: 'You ended it. Nothing is sent any more, and later changes have another key.'
  },
  what: {
    set: { one: 'All of “{set}” · {count} contact', other: 'All of “{set}” · {count} contacts' },
    datoms: { one: '{count} contact of “{set}”', other: '{count} chosen contacts of “{set}”' },
    tag: {
      one: 'Tag “{tag}” in “{set}” · {count} contact',
      other: 'Tag “{tag}” in “{set}” · {count} contacts'
    }
  },
  fields: {
    all: 'All fields',
    some: 'Only {fields}'
  },
  until: {
    line: 'until {date}',
    none: 'no end',
    ended: 'ended {when}'
  },
  audience: {
    ticket: 'Anyone with the key',
    person: 'Only {name}',
    derived: 'Passed on from a share you received'
  },
  uses: {
    left: { one: '{count} use left', other: '{count} uses left' },
    none: 'Used up',
    used: { one: 'used once', other: 'used {count} times' },
    of: '{used} of {allowed}'
  },
  holders: {
    title: 'Who holds it',
    none: 'Nobody has opened it yet.',
    unknown: 'Somebody with the key',
    connected: 'connected',
    lastSeen: 'last seen {when}',
    informed: 'knows the terms as they are now',
    notInformed: 'has not heard of the last change yet'
  },
  connected: { one: '{count} connected', other: '{count} connected' },
  closed: {
    title: 'Closed to newcomers',
    text: 'It still holds earlier versions of a contact that became too sensitive for it, and it was changed too often to go on without them. Whoever had it before keeps it; its key opens nothing for anybody else. Make a new share, and revoke this one.'
  },
  facts: {
    leftOut: 'Left out',
    leftOutValue: {
      one: '{count} contact: its security level does not allow these terms',
      other: '{count} contacts: their security level does not allow these terms'
    },
    what: 'What',
    audience: 'For whom',
    uses: 'Uses',
    fields: 'Fields',
    created: 'Created',
    others: 'Right to share confirmed',
    until: 'Until',
    ended: 'Ended',
    connected: 'Connected now',
    lastSeen: 'Last connected',
    served: 'Sent so far',
    servedValue: '{bytes} in {blocks} blocks',
    servedHint: 'Counts what was sent, not what was read. A repeated download counts again.',
    nobody: 'Nobody',
    never: 'Never'
  },
  actions: {
    key: 'Key and QR code…',
    renew: 'Renew…',
    narrow: 'Narrow…',
    again: 'Share again…',
    suspend: 'Suspend',
    resume: 'Resume',
    revoke: 'Revoke…',
    revokeHint:
      'Revoking ends it at once for everybody who holds it. What was read before cannot be taken back.'
  },
  suspended: 'Suspended. Nothing is sent until you resume it.',
  resumed: 'Resumed.',
  renewed: 'New end: {until}.',
  endedAlready: '“{label}” has ended already.',
  narrowed: 'Narrowed. Its holders are told the new terms.',
  dialog: {
    title: 'Share',
    lead: 'What you give, to whom, and on which terms. Nothing is made before you have seen all of it in words.',
    grantTitle: 'Grant what {name} asks for',
    steps: {
      what: 'What',
      who: 'For whom',
      terms: 'On which terms',
      last: 'Name and confirmation'
    },
    ticket: 'Anyone with the key',
    ticketText: 'You send a key. Whoever has it, holds the right.',
    person: 'One person',
    personText: 'Bound to an identity. The key is worthless to everybody else.',
    whom: 'Person',
    whomPlaceholder: 'Choose from the address book',
    newPerson: 'Add a person…',
    unverified: 'not verified yet',
    template: 'Start from',
    changed: 'changed',
    edit: 'Change these terms',
    words: 'What this means',
    wordsWait: 'Putting it into words…',
    wordsHint: 'What is given appears here in words.',
    forbidden: 'This cannot be given',
    toPerson: 'Give it to one person instead',
    fewerActions: 'Leave out passing on',
    what: 'What',
    wholeSet: 'A whole set',
    wholeSetText: 'Also what you add later.',
    byTag: 'A tag',
    byTagText: 'Also contacts that get the tag later.',
    chosen: 'Chosen contacts',
    leftOut: {
      one: '{count} contact with this tag is left out: its security level does not allow these terms.',
      other:
        '{count} contacts with this tag are left out: their security level does not allow these terms.'
    },
    chosenText: { one: '{count} contact that you chose', other: '{count} contacts that you chose' },
    set: 'Set',
    tag: 'Tag',
    noTags: 'No contact has a tag yet.',
    noSets: 'There is no set with contacts to share yet.',
    which: 'Fields',
    allFields: 'All fields',
    someFields: 'Only some',
    someFieldsText: 'Other fields never leave this computer.',
    until: 'Until when',
    from: 'From when',
    fromNow: 'At once',
    fromDate: 'From a date…',
    fromLabel: 'Begins on',
    actions: 'What they may do with it',
    families: {
      hold: 'Hold',
      process: 'Process',
      operate: 'Operate'
    },
    familyHints: {
      hold: 'Have it and look at it',
      process: 'Work with it',
      operate: 'Let others have it'
    },
    uses: 'How often',
    usesAny: 'Any number of times',
    usesCount: 'A number of times',
    usesLabel: 'Times',
    usesWrong: 'A whole number from 1 on.',
    usesHint: 'Counted by the app: {actions}. It does not see other uses, so they have no number.',
    deletion: 'Delete the copy afterwards',
    consent: 'Ask me first',
    consentBefore: { display: 'before contacts are shown', extract: 'before they are exported' },
    consentHint:
      'Their app waits until you consent. You can limit each consent, and withdraw it. Agree on a payment, if any, before you consent.',
    purpose: 'What for',
    anyPurpose: 'Any purpose',
    otherPurpose: 'As it is',
    country: 'In which country',
    anyCountry: 'Any country',
    otherCountry: 'As the terms say',
    countryHint: 'Whoever gets it says in their settings in which country their computer is.',
    purposes: {
      CommunicationManagement: 'Keeping in touch',
      FulfilmentOfContractualObligation: 'Fulfilling a contract',
      RequestedServiceProvision: 'Providing services that were asked for',
      MemberPartnerManagement: 'Managing members and partners',
      NonCommercialPurpose: 'Non-commercial purposes',
      AcademicResearch: 'Academic research'
    },
    prohibited: 'What is forbidden',
    prohibitions: {
      sell: 'Selling it',
      'pass-on': 'Passing it on',
      commercial: 'Using it for commercial purposes'
    },
    presets: {
      h1: '1 hour',
      d1: '1 day',
      d7: '7 days',
      d30: '30 days',
      d90: '90 days',
      custom: 'Date…',
      none: 'No end'
    },
    customDate: 'Ends on',
    datePast: 'Choose a time in the future.',
    noneHint: 'It goes on until you end it. Look here now and then.',
    untilHint: 'Ends {date}. You can end it earlier, or extend it before then.',
    label: 'Name of this share',
    labelHint: 'You and the receiver see it.',
    word: 'A word with your answer',
    wordOptional: '(optional)',
    others: 'These are data about other people. I may share them, and it is right to do so here.',
    othersHint: 'Your confirmation is recorded with the share.',
    submit: 'Create key',
    submitAny: 'Share',
    submitPerson: 'Share with {name}',
    submitGrant: 'Grant',
    whomMissing: 'Choose the person.',
    actionsMissing: 'Permit at least one thing.',
    orderWrong: 'It has to begin before it ends.',
    fieldsMissing: 'Choose at least one field.',
    labelMissing: 'Give it a name.',
    othersMissing: 'Please confirm this first.'
  },
  result: {
    titleFor: 'Key for “{label}”',
    lead: 'Send it over a channel that you trust. Whoever has it can read the share.',
    titlePerson: '“{label}” is shared with {name}',
    leadPerson: 'It appears on their Received screen as soon as both of you are online.',
    onlyThem: 'Nobody but {name} can open this key: you may send it over any channel.',
    copyKey: 'Copy key',
    copyLink: 'Copy link',
    keyCopied: 'Key copied.',
    linkCopied: 'Link copied.',
    key: 'Share key',
    qr: 'QR code of the share link',
    scan: 'Or let the other one scan it.',
    online: 'The first reading needs this app to be running and online; in the tray is enough.'
  },
  renew: {
    title: 'Renew “{label}”',
    lead: 'The same key stays valid. Choose its new end.',
    submit: 'Renew'
  },
  narrow: {
    title: 'Narrow “{label}”',
    lead: 'You can take away, not add. To give more, share again.',
    submit: 'Narrow',
    fieldsStay: 'Only the owner can make the fields of what is passed on fewer.',
    kept: 'Still seen: {fields}.',
    gone: 'Not seen any more: {fields}.',
    goneHint:
      'The share goes on in new data that never held them, and its holders’ apps delete the old copy, also those to whom it was passed on. What was read or copied before cannot be taken back.',
    hint: 'What was read before stays readable where it was copied.'
  },
  events: {
    title: 'On what the terms depend',
    text: 'The terms permit or demand something before, while or after this. Whoever holds the share goes by what you record.',
    OwnerRequest: 'a request of yours',
    DataBreach: 'a data breach',
    none: 'nothing recorded',
    since: 'since {date}',
    over: 'over since {date}',
    begin: 'It has begun',
    end: 'It is over',
    recorded: 'Recorded.'
  },
  report: {
    title: '“{label}” is revoked',
    lead: 'It ended at once. This is what happened:',
    detached: {
      one: '{count} connection was cut.',
      other: '{count} connections were cut.'
    },
    detachedNone: 'Nobody was connected.',
    epoch: 'Later changes are encrypted with a new key (epoch {epoch}).',
    resealed: {
      one: 'Your {count} other share of the same data goes on with the new key.',
      other: 'Your {count} other shares of the same data go on with the new key.'
    },
    resealedNone: 'There was no other share of the same data to go on.',
    recipients: 'For each who held it',
    noRecipients: 'Nobody had opened it.',
    results: {
      'cut-now': 'cut at once',
      offline: 'offline: gets nothing more',
      'never-received': 'never received it',
      'kept-by-another-grant': 'goes on by another share'
    },
    told: 'knows of it',
    notTold: 'hears of it when back',
    cannot: 'What cannot be taken back',
    cannotText:
      'What was read before stays readable where it was copied. The signed terms still forbid its use.',
    took: 'Done in {milliseconds} ms.'
  }
}
