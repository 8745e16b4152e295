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
    nothingYet:
      'Nothing but these terms has been fetched. By accepting you agree to them, and the contacts are copied to this computer and kept up to date.',
    accept: 'Accept and follow',
    decline: 'Not now',
    known: 'You follow this share already.',
    showKnown: 'Show it'
  },
  accepted: 'You now follow “{label}”.',
  list: {
    unnamed: 'Terms not received yet',
    label: 'Shares you follow',
    following: 'Following',
    ended: 'Ended',
    from: 'from {owner}',
    count: { one: '{count} contact', other: '{count} contacts' },
    more: 'Details of “{label}”'
  },
  empty: {
    title: 'You follow no shares yet',
    text: 'When somebody sends you a key, paste it above. You see who offers what, until when and on which terms before anything is accepted.'
  },
  state: {
    connecting: 'Connecting',
    syncing: 'Receiving',
    live: 'Up to date',
    'owner-offline': 'Owner offline',
    offline: 'You are offline',
    suspended: 'Suspended',
    expired: 'Expired',
    revoked: 'Ended by owner',
    refused: 'Refused',
    failed: 'Not working'
  },
  stateText: {
    connecting: 'Looking for {owner}. What is here already can be read meanwhile.',
    syncing: 'Contacts are arriving from {owner}. You can use those that are here.',
    live: 'Connected. Changes that {owner} makes arrive at once.',
    'owner-offline':
      '{owner} is not online. You read the copy on this computer; changes arrive when {owner} is back.',
    offline: 'You read the copy on this computer. Changes arrive when you are online again.',
    suspended:
      '{owner} has paused this share. Until it is resumed, nothing new arrives and its contacts are not shown.',
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
    accepted: 'Accepted',
    lastSync: 'Last reached',
    never: 'not yet'
  },
  showContacts: 'Show contacts',
  stop: 'Stop following…',
  stopHint: 'Deletes the copy on this computer. The owner’s data stays as it is.',
  stopped: 'You no longer follow “{label}”. Its copy was deleted.'
}
