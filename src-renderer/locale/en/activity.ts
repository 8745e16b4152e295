export const activity = {
  title: 'Activity',
  lead: 'What happened to your data and the rights to it. Each entry is signed and chained to the one before.',
  list: 'What happened, newest first',
  search: 'Search activity',
  verify: 'Verify',
  verifyFile: 'Verify a file…',
  export: 'Export…',
  exported: {
    one: 'Saved {name} with {count} entry. Anybody can verify it, offline.',
    other: 'Saved {name} with {count} entries. Anybody can verify it, offline.'
  },
  filter: {
    kind: 'Kind',
    kindAll: 'All kinds',
    person: 'Person'
  },
  empty: {
    title: 'Nothing has happened yet',
    text: 'As soon as you make, share or receive something, it is written down here, in a record that can only grow and that anybody can verify.'
  },
  nothingFound: {
    title: 'Nothing matches',
    text: 'No entry has all that you asked for.'
  },
  registration: {
    first: 'First registration',
    license: 'Licence',
    change: 'Change',
    transfer: 'Transfer',
    cancellation: 'Cancellation',
    objection: 'Objection',
    none: 'Not registered'
  },
  verdict: {
    whole: 'The record is whole',
    wholeText: {
      one: '{count} entry, from {from} to {to}: nothing was changed, dropped or moved.',
      other: '{count} entries, from {from} to {to}: nothing was changed, dropped or moved.'
    },
    wholeEmpty: 'Nothing is in it yet.',
    broken: 'The record is not as it was signed',
    brokenText: 'Do not rely on what it says until you know why.',
    file: 'File {name}',
    ownerYou: 'Signed by you.',
    ownerOther: 'Signed by {did}.',
    continues: 'Your record goes on from exactly this file.',
    contradicts: 'Your record has another history than this file: one of the two was rewritten.',
    foreign: 'It is the record of another space.'
  },
  faults: {
    unreadable: 'This is no record of activity, or its signature is not right.',
    malformed: 'Entry {number} cannot be read.',
    changed: 'Entry {number} was changed after it was signed, or somebody else wrote it.',
    dropped: {
      one: 'Entry {number} is missing.',
      other: '{count} entries from {number} on are missing.'
    },
    reordered: 'Entry {number} is not in its place.',
    repeated: 'Entry {number} is there twice.',
    rewritten: 'Entry {number} is genuine, but belongs to another history.',
    cut: {
      one: 'The last entry was cut off.',
      other: 'The last {count} entries were cut off.'
    },
    added: {
      one: 'An entry was added after the record was signed.',
      other: '{count} entries were added after the record was signed.'
    }
  },
  detail: {
    title: 'Entry {number}',
    close: 'Close entry',
    at: 'When',
    registration: 'Registration',
    person: 'Person',
    did: 'Identity',
    subject: 'About',
    grant: 'Grant',
    hash: 'Hash',
    facts: 'Noted with it',
    onlyPerson: 'Only with this person',
    onlySubject: 'Only about this'
  },
  facts: {
    count: 'Contacts',
    created: 'New',
    updated: 'Updated',
    merged: 'Merged',
    unmerged: 'Separated',
    refused: 'Refused because of',
    undone: 'Taken back',
    import: 'Import',
    length: 'Length of the core',
    root: 'Root of the core',
    set: 'Set',
    level: 'Level',
    leftOut: 'Left out',
    status: 'Status',
    category: 'Category',
    version: 'Version',
    restored: 'Version restored',
    tags: 'Tags changed',
    photo: 'Picture',
    label: 'Name of the share',
    name: 'Name',
    was: 'Name before',
    from: 'From',
    until: 'Until',
    told: 'Done by the owner',
    fields: 'Fields',
    selection: 'Selection',
    format: 'Format',
    reason: 'Reason',
    digest: 'Digest of the record',
    transfer: 'Transfer',
    direction: 'Direction',
    state: 'State',
    declared: 'Event',
    phase: 'Begins or is over',
    message: 'Message'
  },
  values: {
    set: 'the whole set',
    datoms: 'chosen contacts',
    tag: 'contacts with a tag',
    in: 'to you',
    out: 'from you',
    OwnerRequest: 'request of the owner',
    DataBreach: 'data breach',
    begins: 'begins',
    ends: 'is over',
    queued: 'queued',
    sent: 'sent',
    waiting: 'waiting',
    granted: 'granted',
    declined: 'declined',
    withdrawn: 'withdrawn'
  },
  gone: 'a contact that is gone',
  goneOther: 'something that is gone',
  something: 'some of the data',
  somebody: 'somebody',
  events: {
    mint: {
      set: 'Set “{subject}” was made',
      one: 'Contact {subject} was made',
      gone: 'A contact was made',
      many: {
        one: '{count} contact came into “{subject}” by an import',
        other: '{count} contacts came into “{subject}” by an import'
      }
    },
    change: {
      renamed: 'Set “{was}” was renamed to “{name}”',
      set: 'Set “{subject}” was changed',
      one: 'Contact {subject} was changed',
      gone: 'A contact was changed',
      level: 'The security level of {subject} was changed',
      status: 'The status of {subject} was changed',
      restored: 'An earlier version of {subject} was brought back',
      merged: '{merged} contacts became one: {subject}',
      unmerged: 'The merging of {subject} was taken back',
      refused: 'What was begun with {subject} was cut off and could not be completed',
      photo: '{subject} got another picture',
      many: {
        one: '{count} contact of “{subject}” was changed',
        other: '{count} contacts of “{subject}” were changed'
      }
    },
    delete: {
      set: 'Set “{subject}” was deleted',
      one: 'Contact {subject} was deleted',
      gone: 'A contact was deleted',
      undone: {
        one: 'An import into “{subject}” was taken back: {count} contact',
        other: 'An import into “{subject}” was taken back: {count} contacts'
      },
      many: {
        one: '{count} contact of “{subject}” was deleted',
        other: '{count} contacts of “{subject}” were deleted'
      }
    },
    grant: {
      one: 'Shared “{subject}” with whoever has its key',
      person: 'Shared “{subject}” with {person}'
    },
    accept: {
      one: 'Accepted “{subject}” from {person}',
      own: '{person} accepted “{subject}”'
    },
    renew: {
      one: 'The share “{subject}” got another end',
      held: '{person} gave “{subject}” another end'
    },
    narrow: {
      one: 'The share “{subject}” was narrowed',
      leftOut: 'The share “{subject}” went on without what became too sensitive for it',
      held: '{person} narrowed “{subject}”'
    },
    suspend: {
      one: 'The share “{subject}” was paused',
      held: '{person} paused “{subject}”'
    },
    resume: {
      one: 'The share “{subject}” goes on',
      held: '{person} let “{subject}” go on'
    },
    declare: {
      held: '{person} recorded something on which the terms of “{subject}” depend',
      one: 'Something on which the terms of “{subject}” depend was recorded',
      OwnerRequest: 'Your request under the terms of “{subject}” was recorded',
      OwnerRequestOver: 'Your request under the terms of “{subject}” was recorded as over',
      DataBreach: 'A data breach was recorded for the share “{subject}”',
      DataBreachOver: 'The data breach of the share “{subject}” was recorded as over'
    },
    revoke: {
      one: 'The share “{subject}” was ended',
      held: '{person} ended “{subject}”'
    },
    expire: {
      one: 'The share “{subject}” ran out',
      held: '“{subject}” from {person} ran out'
    },
    end: {
      one: 'The share “{subject}” was ended by {person}',
      held: 'Stopped following “{subject}” from {person}'
    },
    delegate: {
      one: 'Passed “{subject}” on to {person}'
    },
    request: {
      one: 'Asked {person} for {subject}',
      in: '{person} asked for {subject}',
      granted: 'The request between {person} and you was granted: {subject}',
      declined: 'The request between {person} and you was declined: {subject}',
      withdrawn: 'The request between {person} and you was withdrawn: {subject}',
      consent: 'Asked {person} for consent under {subject}',
      consentIn: '{person} asked for consent under {subject}',
      consentDeclined: 'Consent between {person} and you was declined under {subject}',
      consentBack: 'The question between {person} and you was taken back: {subject}'
    },
    consent: {
      one: 'Consented to {person} under “{subject}”',
      withdrawn: 'Withdrew the consent to {person} under “{subject}”',
      held: '{person} consented under “{subject}”',
      heldWithdrawn: '{person} withdrew their consent under “{subject}”'
    },
    transfer: {
      one: '{subject} went to {person}'
    },
    receive: {
      one: '{subject} came from {person}'
    },
    retire: {
      one: '{subject} was retired'
    },
    dispute: {
      one: '{subject} was disputed'
    },
    export: {
      one: 'Contact {subject} was written to a file',
      gone: 'A contact was written to a file',
      many: {
        one: '{count} contact of “{subject}” was written to a file',
        other: '{count} contacts of “{subject}” were written to a file'
      },
      held: {
        one: '{count} contact of “{subject}” from {person} was written to a file',
        other: '{count} contacts of “{subject}” from {person} were written to a file'
      }
    }
  }
}
