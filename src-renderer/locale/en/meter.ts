export const meter = {
  title: 'Usage',
  lead: 'Who used what you share, when and how often. Each use is signed by whoever used it.',
  export: 'Export report',
  exportJson: 'Signed report (JSON)',
  exportJsonHint: 'Anybody can verify it, offline.',
  exportCsv: 'Table of uses (CSV)',
  exportCsvHint: 'For a spreadsheet.',
  exportHtml: 'Page with charts (HTML)',
  exportHtmlHint: 'To read and print; holds the signed report.',
  exported: {
    one: 'Saved {name} with {count} use.',
    other: 'Saved {name} with {count} uses.'
  },
  verifyFile: 'Verify a report…',
  filter: {
    person: 'Person',
    share: 'Share',
    shareAll: 'All shares',
    purpose: 'Purpose',
    purposeAll: 'All purposes',
    datom: 'Contact: {name}',
    datomRemove: 'Show all contacts'
  },
  totals: {
    uses: 'Uses',
    people: 'People',
    shares: 'Shares',
    served: 'Sent',
    servedHint: 'Data that left this computer under these shares. A second download counts again.',
    attention: 'To look at',
    attentionHint: 'People whose uses are incomplete, contradictory, or more than was agreed.'
  },
  chart: {
    title: 'Trend',
    uses: 'Uses',
    bytes: 'Sent',
    label: '{what} a day, from {from} to {to}. Highest: {most} on {day}.',
    none: 'Nothing in this time.',
    day: '{day}: {value}',
    hint: 'Left and right read day by day.',
    table: 'The same as a table',
    dayHead: 'Day'
  },
  table: {
    label: 'Uses by share and person',
    person: 'Person',
    share: 'Share',
    uses: 'Uses',
    left: 'Left',
    last: 'Last use',
    sent: 'Sent',
    state: 'State',
    unlimited: 'no limit',
    leftOf: '{left} of {allowed}',
    leftHint: 'Counted over everybody who holds this share.',
    never: 'not yet',
    more: 'Uses of {person} under {label}',
    unknownPerson: 'Somebody who has not said who they are'
  },
  actions: {
    display: 'looked at',
    read: 'read by a program',
    extract: 'exported',
    print: 'printed',
    delete: 'deleted as agreed'
  },
  actionCount: '{action} {count}×',
  state: {
    ok: 'Complete',
    'no-receipt': 'No use reported',
    faulty: 'Something is wrong',
    overused: 'Used too often'
  },
  stateText: {
    ok: 'Every use is signed, numbered and chained to the one before, and nothing is missing.',
    'no-receipt':
      'Data was sent, and no use has been reported. Either nothing was opened yet, or the app of the other side hides what it does.',
    faulty: 'The signed uses do not add up. Below is what is missing or wrong.',
    overused:
      'More was used than is allowed, by several devices that did not know of each other. Nothing more is sent.'
  },
  receipts: {
    title: 'Signed uses',
    label: 'Signed uses of {label}, newest first',
    none: 'None yet.',
    sentence: '{action}: {what}',
    all: { one: 'the one contact', other: 'all {count} contacts' },
    some: { one: '{count} contact', other: '{count} contacts' },
    purpose: 'for {purpose}',
    country: 'in {country}',
    number: 'No. {number}',
    device: 'Device {log}',
    onlyThis: 'Only this contact',
    gone: 'a contact that is gone',
    more: 'Show more',
    received: 'Came here {time}',
    counterSigned: 'Confirmed by you'
  },
  receiptState: {
    ok: 'In order',
    gap: {
      one: '{count} use before this is missing',
      other: '{count} uses before this are missing'
    },
    fork: 'This number was used twice',
    reordered: 'Came after a later one',
    repeated: 'The same use again',
    clock: 'Dated before the one before it, or in the future',
    foreign: 'Belongs to another share or person',
    dropped: 'Was shown once, and is gone now',
    'too-much': 'More than is read',
    invalid: 'The signature is not right'
  },
  receiptStateText: {
    gap: 'The uses are numbered without gaps. Those in between were not sent, or taken out.',
    fork: 'Two different uses have one number: the log was rewritten, or copied to a second device.',
    reordered: 'It stands behind one with a higher number.',
    repeated: 'It was sent twice. It counts once.',
    clock: 'The clock of the other side is ahead, or went back, or was turned back.',
    foreign: 'It was signed for something else, and does not count here.',
    dropped: 'You have seen it; the other side has removed it from its log.',
    'too-much':
      'This log, or all logs of the share together, grew beyond 64 MiB or 100,000 receipts. No more of it is read, and a share with a count is no longer served. Make a new share, for one person.',
    invalid: 'It was changed after it was signed, or somebody else wrote it.'
  },
  empty: {
    title: 'Nothing has been used yet',
    text: 'When somebody opens or exports what you share, their app signs for it first, and it is counted here.',
    share: 'Share something'
  },
  nothingFound: {
    title: 'Nothing matches',
    text: 'No use has all that you asked for.'
  },
  verdict: {
    valid: 'The report is genuine',
    validText: {
      one: '{count} use, signed for by whoever used it. Created {created} by {owner}.',
      other: '{count} uses, each signed for by whoever used it. Created {created} by {owner}.'
    },
    invalid: 'The report is not genuine',
    faulty: {
      one: '{count} of the uses in it is marked as missing or wrong.',
      other: '{count} of the uses in it are marked as missing or wrong.'
    },
    you: 'you',
    checks: {
      signature: 'Signature of the report',
      form: 'Form',
      page: 'What the page shows',
      receipts: 'Signatures of the uses',
      sums: 'Sums'
    },
    ok: 'in order',
    wrong: 'wrong'
  }
}
