export const sharing = {
  title: 'Sharing',
  lead: 'Every share you gave, in one place. Each is a key that opens exactly what you chose, until when you chose.',
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
    suspended: 'Suspended',
    expired: 'Expired',
    revoked: 'Revoked'
  },
  stateText: {
    active: 'Whoever has the key can read it.',
    suspended: 'Nothing is sent until you resume it. The key stays valid.',
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
  connected: { one: '{count} connected', other: '{count} connected' },
  facts: {
    what: 'What',
    fields: 'Fields',
    created: 'Created',
    others: 'Right to share confirmed',
    until: 'Until',
    ended: 'Ended',
    connected: 'Connected now',
    lastSeen: 'Last used',
    served: 'Sent so far',
    servedValue: '{bytes} in {blocks} blocks',
    servedHint: 'Counts what was sent, not what was read. A repeated download counts again.',
    nobody: 'Nobody',
    never: 'Never'
  },
  actions: {
    key: 'Key and QR code…',
    renew: 'Change end…',
    again: 'Share again…',
    suspend: 'Suspend',
    resume: 'Resume',
    revoke: 'Revoke…',
    revokeHint:
      'Revoking ends it at once for everybody who has this key. What was read before cannot be taken back.'
  },
  suspended: 'Suspended. Nothing is sent until you resume it.',
  resumed: 'Resumed.',
  renewed: 'New end: {until}.',
  dialog: {
    title: 'Share',
    lead: 'Whoever has the key sees exactly this, and nothing else.',
    what: 'What',
    wholeSet: 'A whole set',
    wholeSetText: 'Also what you add later.',
    byTag: 'A tag',
    byTagText: 'Also contacts that get the tag later.',
    chosen: 'Chosen contacts',
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
    others: 'These are data about other people. I may share them, and it is right to do so here.',
    othersHint:
      'Selling, passing on and commercial use are forbidden to the receiver by signed terms.',
    submit: 'Create key',
    fieldsMissing: 'Choose at least one field.',
    labelMissing: 'Give it a name.',
    othersMissing: 'Please confirm this first.'
  },
  result: {
    titleFor: 'Key for “{label}”',
    lead: 'Send it over a channel that you trust. Whoever has it can read the share.',
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
    title: 'Change the end of “{label}”',
    lead: 'The same key stays valid.',
    submit: 'Change'
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
    cannot: 'What cannot be taken back',
    cannotText:
      'What was read before stays readable where it was copied. The signed terms still forbid its use.',
    took: 'Done in {milliseconds} ms.'
  }
}
