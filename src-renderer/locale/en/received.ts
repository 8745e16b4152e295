export const received = {
  title: 'Received',
  lead: 'Data that others let you read, with the terms it came with.',
  key: {
    title: 'Open a share key',
    label: 'Share key or link',
    placeholder: 'datom1… or datomspace://…',
    hint: 'Paste what you were sent, even the whole message. Or drop a picture of the QR code here.',
    look: 'Show what it offers',
    picture: 'QR picture…',
    reading: 'Reading the picture…'
  },
  preview: {
    asking: 'Asking the owner’s space what this key offers…',
    askingHint: 'Only the terms are fetched, nothing else.',
    title: '{owner} offers you “{label}”',
    anonymous: 'Somebody',
    owner: 'Owner',
    offered: 'Offered',
    count: { one: '{count} contact', other: '{count} contacts' },
    forYou: 'For you and nobody else',
    forKey: 'For anyone with the key',
    passedOn: 'The data belongs to {owner}; it is passed on to you.',
    nothingYet:
      'Nothing but these terms has been fetched. By accepting you agree to them, and the contacts are copied to this computer and kept up to date.',
    accept: 'Accept and follow',
    decline: 'Not now',
    known: 'You follow this share already.',
    showKnown: 'Show it'
  },
  accepted: 'You now follow “{label}”.',
  offers: {
    title: 'Offered to you',
    granted: '{name} granted what you asked for: “{label}”',
    given: '{name} offers you “{label}”',
    look: 'See the terms',
    dismiss: 'Not now'
  },
  uses: {
    left: { one: '{count} use left', other: '{count} uses left' },
    none: 'Used up',
    unlimited: { one: 'used once', other: 'used {count} times' }
  },
  look: {
    title: 'A look is counted',
    text: 'Its contacts are shown only while a look is open, for ten minutes at most. The owner gets a signed receipt.',
    open: 'Open a look…',
    sure: 'Open it and use 1 of {left}?',
    sureAny: 'Open it? It is counted.',
    yes: 'Open now',
    until: 'The look is open until {time}.',
    show: 'Show contacts',
    close: 'Close the look',
    usedUp: 'All uses are used up. Ask {owner} if you need more.',
    deleted: 'Your copy was deleted on {date}, as the terms demand.',
    opened: { one: 'Look opened. {count} use left.', other: 'Look opened. {count} uses left.' },
    openedAny: 'Look opened.'
  },
  passOn: {
    open: 'Pass on…',
    title: 'Pass on “{label}”',
    lead: 'To one person, on the same terms or narrower ones. It ends when yours ends.',
    submit: 'Pass on to {name}',
    whom: 'Person',
    same: 'The terms, to be narrowed',
    passed: '“{label}” is passed on to {name}.'
  },
  list: {
    unnamed: 'Terms not received yet',
    label: 'Shares you follow',
    following: 'Following',
    ended: 'Ended',
    from: 'from {owner}',
    forYou: 'For you',
    count: { one: '{count} contact', other: '{count} contacts' },
    more: 'Details of “{label}”'
  },
  empty: {
    title: 'You follow no shares yet',
    text: 'When somebody sends you a key, paste it above. You see who offers what, until when and on which terms before anything is accepted.'
  },
  state: {
    waiting: 'Not begun',
    connecting: 'Connecting',
    syncing: 'Receiving',
    live: 'Up to date',
    'owner-offline': 'Owner offline',
    offline: 'You are offline',
    suspended: 'Suspended',
    'used-up': 'Used up',
    expired: 'Expired',
    revoked: 'Ended by owner',
    refused: 'Refused',
    failed: 'Not working'
  },
  events: {
    OwnerRequest: 'A request of the owner',
    DataBreach: 'A data breach',
    none: 'not recorded',
    since: 'since {date}',
    over: 'over since {date}'
  },
  consent: {
    title: 'Ask first',
    text: '{owner} wants to be asked before this is done. Consent is to one of these, under this share.',
    ask: 'Ask for consent…',
    askAgain: 'Ask again…',
    dialogTitle: 'Ask {owner} for consent',
    dialogLead: 'It goes to them signed, also when they are away now. You can take it back.',
    anyPurpose: 'For anything',
    submit: 'Ask',
    asked: 'Your question to {owner} is on its way.'
  },
  obstacle: {
    'place-unsaid':
      'The terms let its contacts be shown in certain countries only. Say in Settings in which country this computer is.',
    consent: 'The terms let its contacts be shown with consent only. Ask for it below.',
    place: 'The terms do not let its contacts be shown in the country in which this computer is.',
    recipient: 'The terms let its contacts be shown to others than you.',
    event:
      'The terms let its contacts be shown before, while or after something only, and it is not so now.',
    terms: 'The terms do not let its contacts be shown now. They are below, in words.',
    settings: 'Open Settings'
  },
  stateText: {
    waiting: 'Its first moment is still to come. It arrives by itself then.',
    connecting: 'Looking for {owner}. What is here already can be read meanwhile.',
    syncing: 'Contacts are arriving from {owner}. You can use those that are here.',
    live: 'Connected. Changes that {owner} makes arrive at once.',
    'owner-offline':
      '{owner} is not online. You read the copy on this computer; changes arrive when {owner} is back.',
    offline: 'You read the copy on this computer. Changes arrive when you are online again.',
    suspended:
      '{owner} has paused this share. Until it is resumed, nothing new arrives and its contacts are not shown.',
    'used-up':
      'It was used as often as its terms allow, so its contacts are no longer shown. For more, ask {owner} for a new key.',
    expired:
      'The agreed time is over, so its contacts are no longer shown. For more time, ask {owner} for a new key.',
    revoked:
      '{owner} has ended this share. Nothing new arrives, and its contacts are no longer shown.',
    refused:
      '{owner}’s space does not accept this key any more. You still have the copy on this computer; ask for a new key to get changes.',
    failed: 'Something prevents this share from being read.'
  },
  progress: '{done} of {total} blocks',
  facts: {
    owner: 'Owner',
    did: 'Identity',
    audience: 'For whom',
    passedOn: 'Whose data',
    uses: 'Uses',
    accepted: 'Accepted',
    lastSync: 'Last reached',
    never: 'not yet'
  },
  showContacts: 'Show contacts',
  stop: 'Stop following…',
  stopHint: 'Deletes the copy on this computer. The owner’s data stays as it is.',
  stopped: 'You no longer follow “{label}”. Its copy was deleted.'
}
