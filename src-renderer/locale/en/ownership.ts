export const ownership = {
  title: 'Ownership',
  activate: 'Use it again',
  setLead:
    'Signed proof that this set is yours: a W3C Verifiable Credential that anybody can check offline, with other people’s software too. It shows none of the contents.',
  datomLead:
    'Signed proof of whose this datom is, with everybody who owned it before. It shows nothing of what it holds, unless you put that in.',
  save: 'Save as file…',
  saved: 'Saved as {name}.',
  copy: 'Copy JSON',
  raw: 'The whole file',
  reveal: 'Put in what it holds',
  revealHint:
    'With its salt, so that whoever gets the file can check that this is what you signed.',
  verify: {
    title: 'Verify a file',
    text: 'Drop a file of ownership here, or choose one. It is checked on this computer, from the file alone.',
    choose: 'Choose a file',
    again: 'Verify another file'
  },
  valid: 'Valid: {kind}',
  invalid: 'Not valid',
  kinds: {
    set: 'ownership of a set',
    datom: 'ownership of a datom',
    title: 'ownership of a datom, with its history',
    transfer: 'the transfer of a datom',
    retirement: 'the retirement of a datom',
    dispute: 'a dispute about a datom',
    unknown: 'not a statement of ownership'
  },
  facts: {
    owner: 'Owner',
    you: 'you',
    nobody: 'not said',
    about: 'About',
    category: 'Category',
    level: 'Security level',
    version: 'Version',
    core: 'Core',
    length: 'Length',
    blocks: { one: '{count} block', other: '{count} blocks' },
    treeHash: 'Hash of the core',
    commitment: 'Commitment to the content',
    predecessor: 'Came from',
    giver: 'Given by',
    taker: 'Taken by',
    reason: 'Reason',
    at: 'Signed',
    copySame: 'The copy on this computer has the same hash at that length.',
    copyDiffers:
      'The copy on this computer has another hash at that length: one of them is not true.',
    content: 'What it holds'
  },
  checks: {
    title: 'What was checked',
    json: 'It can be read',
    signature: 'Every signature fits',
    form: 'It says all that it has to',
    owner: 'Those signed whose word it is',
    core: 'The core is written by its owner',
    content: 'What it shows is what was signed',
    chain: 'Each owner had it from the one before',
    ok: 'holds',
    failed: 'does not hold'
  },
  faults: {
    json: 'The file is damaged: it can no longer be read as JSON.',
    proof: 'It is not signed as it has to be.',
    cryptosuite: 'It is signed in a way that is not known here.',
    verificationMethod: 'It names a key that cannot be checked.',
    proofPurpose: 'It was signed for another purpose.',
    created: 'The time of signing is malformed.',
    expires: 'The end of its validity is malformed.',
    expired: 'Its validity is over.',
    domain: 'It was signed for another place.',
    challenge: 'It was signed for another question.',
    context: 'What its words mean was changed after it was signed.',
    previousProof: 'A signature builds on one that is not there.',
    proofValue: 'A signature is malformed.',
    signature: 'It was changed after it was signed, or somebody else signed it.',
    issuer: 'The one in whose name it speaks has not signed it.',
    form: 'It says too little, or something that is not understood.',
    owner: 'It names another owner than the one who speaks.',
    taker: 'The one who is to take it over has not signed: it is only an offer.',
    writer: 'The key that writes the core has not signed it.',
    core: 'The core belongs to another key than the one that signed.',
    content: 'What it shows is not what the owner signed.',
    chain: 'An owner is missing, or does not follow from the one before.'
  },
  owners: 'Owners, from the first on',
  since: 'since {time}',
  records: {
    title: 'Statements about it',
    none: 'Nobody has said anything against it.',
    retirement: 'Retired',
    dispute: 'Disputed',
    transfer: 'Handed over to {name}',
    by: 'by {name}, {time}',
    invalid: 'The signature does not hold'
  },
  gone: 'Handed over to {name}. It is theirs now.',
  retire: {
    do: 'Retire…',
    title: 'Retire this datom',
    text: 'It stays, marked as retired, with your signed statement in its history.',
    done: 'Retired.'
  },
  dispute: {
    do: 'Dispute…',
    title: 'Dispute this datom',
    text: 'Your signed statement goes into its history, for everybody who can read it.',
    textForeign:
      'Your signed statement is sent to its owner, where you know them, and kept with it.',
    done: 'Your statement is signed and kept.'
  },
  optional: 'optional',
  reason: 'Reason',
  reasonMissing: 'Say why.',
  transfer: {
    do: 'Hand over…',
    title: 'Hand over to somebody',
    text: 'You offer it; once it is accepted and saved there, it is theirs, and your copy is retired. Until then nothing changes.',
    person: 'To',
    nobody: 'Nobody is in your address book yet. Add them by their key first.',
    message: 'Message',
    offer: 'Offer',
    file: 'By a file…',
    fileHint:
      'By a file: only this person can open it. Their answer, a file too, finishes the transfer.',
    offered: 'Offered. Nothing changes until it is accepted.',
    fileSaved: 'Saved as {name}: send it to them.',
    withdraw: 'Take the offer back',
    accept: 'Accept',
    decline: 'Decline',
    accepted: 'Accepted. It is in your contacts once it has arrived.'
  },
  transfers: {
    title: 'Transfers',
    lead: 'Datoms that change hands.',
    in: '{name} offers you “{subject}”',
    out: '“{subject}” to {name}',
    unnamed: 'somebody',
    empty: 'Nothing has been handed over yet',
    emptyText: 'Hand a contact over from its page, under Datom, or take one over from a file.',
    takeFile: 'Take over from a file…',
    taken: 'It is yours now. Send {name} back to finish the transfer.',
    takenUnsaved:
      'It is yours now. Open the file again to save your answer for the one who gave it.',
    finished: 'The transfer is complete.'
  },
  states: {
    offered: 'offered',
    accepted: 'accepted',
    delivered: 'sent, waiting for word that it is saved',
    saved: 'saved, the giver is told',
    done: 'done',
    declined: 'declined',
    withdrawn: 'taken back',
    failed: 'failed, nothing changed hands'
  }
}
