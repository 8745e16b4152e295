export const people = {
  title: 'People',
  lead: 'Spaces that you know, what you share with each other, and what is asked for.',
  you: 'you',
  anonymous: 'Somebody',
  me: {
    title: 'My person key',
    text: 'Give it to people who want to share with you. It is not secret and opens nothing.',
    qr: 'QR code of my person key',
    key: 'Person key',
    copyKey: 'Copy person key',
    copyLink: 'Copy as link'
  },
  add: {
    title: 'Add a person',
    label: 'Their person key or link',
    placeholder: 'person1… or datomspace://person/…',
    hint: 'Paste what they sent you, even the whole message. Or drop a picture of their QR code.',
    name: 'What you call them',
    nameHint: 'Only you see it.',
    submit: 'Add',
    picture: 'QR picture…',
    added: '{name} is in your address book.'
  },
  list: {
    title: 'Address book',
    more: 'Details of {name}',
    online: 'online'
  },
  empty: {
    title: 'Nobody here yet',
    text: 'Ask somebody for their person key and paste it above, or give them yours. Then you can share with this person and nobody else.'
  },
  verified: {
    yes: 'Verified',
    no: 'Not verified yet'
  },
  verifiedText: {
    yes: 'On {date} a connection proved that this identity and this space belong together.',
    no: 'It came by a key that was pasted. It is verified when you are first connected; until then, make sure that the key is really theirs.'
  },
  pairing: {
    mutual: 'Know each other',
    asked: 'Asked',
    asks: 'Wants to know you',
    none: 'One-sided'
  },
  pairingText: {
    mutual: 'You are in each other’s address book.',
    asked: 'They were told that you added them, and have not answered yet.',
    asks: 'They added you to their address book and ask you to do the same.',
    none: 'They do not know yet that they are in your address book.'
  },
  note: 'They call themselves “{name}”.',
  facts: {
    did: 'Identity',
    space: 'Space',
    added: 'Added'
  },
  given: 'You share with them',
  givenNone: 'Nothing yet.',
  held: 'They share with you',
  heldNone: 'Nothing yet.',
  actions: {
    share: 'Share…',
    ask: 'Ask for something…',
    accept: 'Accept',
    rename: 'Rename…',
    remove: 'Remove…',
    removeSure: 'Remove',
    keep: 'Keep'
  },
  accepted: 'You and {name} know each other now.',
  renamed: 'You call them {name} now.',
  rename: { title: 'What do you call {name}?', label: 'Name' },
  remove: {
    title: 'Remove {name} from the address book?',
    text: 'Shares between you stay as they are; end them on their own screens. To share again you need their person key again.'
  },
  removed: '{name} is no longer in your address book.',
  requests: {
    title: 'Requests',
    open: 'What you asked for',
    in: '{name} asks you',
    out: 'You asked {name}',
    wants: 'What',
    fields: 'Fields',
    purpose: 'What for',
    until: 'Until',
    anything: 'Not said',
    allFields: 'Not said, so perhaps all',
    grant: 'Grant…',
    decline: 'Decline…',
    withdraw: 'Withdraw',
    look: 'See the terms',
    showShare: 'Show the share',
    showReceived: 'Show what I hold',
    earlier: { one: '{count} earlier request', other: '{count} earlier requests' },
    answer: 'Answer',
    withdrawn: 'Withdrawn.',
    declinedToast: 'Declined. {name} is told.',
    state: {
      queued: 'Not delivered yet',
      sent: 'Delivered',
      waiting: 'Waits for your answer',
      granted: 'Granted',
      declined: 'Declined',
      withdrawn: 'Withdrawn'
    },
    stateText: {
      queued: 'It is delivered as soon as both of you are online.',
      sent: 'It lies on their screen.',
      waiting: 'Nothing is given before you decide on the terms.',
      grantedIn: 'You made a share for it.',
      grantedOut: 'You get it once you have seen its terms and accepted them.',
      acceptedOut: 'You accepted its terms.',
      declined: 'It was declined.',
      withdrawn: 'It was withdrawn.'
    }
  },
  ask: {
    title: 'Ask for something',
    lead: 'They see exactly this, decide on the terms, and may decline.',
    who: 'Whom you ask',
    label: 'What you would like to have',
    labelPlaceholder: 'For instance: the phone numbers of our class',
    message: 'Message',
    messagePlaceholder: 'Why you ask, and what you will do with it',
    fields: 'Fields',
    anyFields: 'Whatever they choose',
    someFields: 'Only these',
    purpose: 'What for',
    noPurpose: 'Not said',
    until: 'Until when',
    anyUntil: 'Whatever they choose',
    onUntil: 'Until…',
    submit: 'Send the request',
    whoMissing: 'Choose whom you ask.',
    messageMissing: 'Write what you ask for.',
    sent: 'Your request to {name} is on its way.'
  },
  consents: {
    in: '{name} asks for your consent',
    out: 'You asked {name} for consent',
    inGiven: 'You consented to what {name} asked',
    stranger: '“{name}” ({id})',
    given: 'What you consented to',
    share: 'Share',
    action: 'To do',
    purpose: 'What for',
    anyPurpose: 'Anything',
    howLong: 'Consent',
    asLong: 'as long as the share lasts',
    uses: { one: '{count} time', other: '{count} times' },
    untilDate: 'until {date}',
    give: 'Consent…',
    takeBack: 'Take back',
    takenBack: 'Taken back.',
    withdraw: 'Withdraw consent…',
    givenToast: 'You consented. {name} is told.',
    withdrawnToast: 'Withdrawn. {name} is told.',
    withdrawTitle: 'Withdraw your consent to {name}?',
    withdrawText:
      'Their app stops as soon as it hears of it. What was seen or taken out meanwhile cannot be taken back.',
    withdrawSure: 'Withdraw',
    keep: 'Keep it',
    dialog: {
      title: 'Consent to what {name} asks?',
      lead: 'You sign that they may do this under this share, and nothing else. You can withdraw it.',
      until: 'For how long',
      asShare: 'As long as the share lasts',
      less: 'Until…',
      uses: 'How often',
      anyUses: 'Any number of times',
      someUses: 'This often',
      submit: 'Consent'
    },
    state: {
      queued: 'Not delivered yet',
      sent: 'Asked',
      waiting: 'Waits for your answer',
      given: 'Consented',
      declined: 'Declined',
      'taken-back': 'Taken back',
      withdrawn: 'Withdrawn',
      expired: 'Over',
      undelivered: 'Not taken'
    },
    stateText: {
      queued: 'It is delivered as soon as both of you are online.',
      sent: 'It lies on their screen.',
      waiting: 'Their app does not do it before you consent.',
      given: 'Signed consent is with whoever asked.',
      declined: 'It was declined.',
      'taken-back': 'The question was taken back.',
      withdrawn: 'The consent was withdrawn.',
      expired: 'The time of the consent is over.',
      undelivered: 'Their space did not take the question.'
    }
  },
  decline: {
    title: 'Decline the request of {name}?',
    message: 'A word about it',
    optional: '(optional)',
    submit: 'Decline'
  }
}
