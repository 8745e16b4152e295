export const onboarding = {
  title: 'Your data, in your hands',
  lead: 'A space holds what is yours, proves that it is yours, and lets you decide who sees what and until when. It lives on this computer.',
  choose: 'How do you want to start?',
  create: 'Create a new space',
  createText: 'A new identity, made on this computer in a second.',
  restore: 'Restore from a recovery phrase',
  restoreText: 'Your identity comes back from its 24 words.',
  restoreHonest:
    'The words bring back who you are: your identity and your keys. Contacts come back from a backup or from another of your devices.',
  name: 'Name of your space',
  namePlaceholder: 'For example your first name',
  nameHint: 'The people you share with see it. You can change it later.',
  nameMissing: 'Give your space a name.',
  keychain: 'Where your key is kept',
  keychainHint: 'One key opens everything. It never leaves this computer, and never lies open.',
  keychainNone:
    'No keychain works here. Start a keychain service, such as GNOME Keyring or KWallet, and try again.',
  submitCreate: 'Create space',
  submitRestore: 'Enter the 24 words…',
  restoreOwnWindow: 'You type the words in a separate, protected window.',
  passphraseOwnWindow: 'You choose the passphrase in a separate, protected window.',
  recheck: 'Check again',
  phrase: {
    title: 'Write down your recovery phrase',
    lead: 'These 24 words are the only way back if this computer is lost. Whoever has them is you.',
    paper: 'On paper, in order, in a place that you trust. Not as a photo.',
    nobody: 'Nobody can give them back to you: not us, not your provider.',
    window: 'They open in a window of their own, left out of screenshots where the system can.',
    show: 'Show the 24 words…',
    confirm: 'Confirm the words…',
    later: 'Do this later',
    laterHint: 'Until you have, a lost computer is a lost space. We will remind you.',
    confirmed: 'Recovery phrase confirmed.',
    remindTitle: 'Your recovery phrase is not confirmed yet',
    remind: 'If this computer is lost, only the 24 words on paper bring your space back.',
    remindDo: 'Confirm it now…',
    notConfirmed: 'Not confirmed yet. Look at the words again and take your time.'
  },
  locked: {
    title: 'Your space is locked',
    keytar: 'Its key is in the system keychain, which has to be unlocked first.',
    file: 'Its key is sealed with your passphrase. You type it in a protected window.',
    elsewhere: 'Its key has to be opened first.',
    unlock: 'Unlock…',
    restore: 'Restore from the recovery phrase instead…'
  },
  failed: {
    title: 'Your space could not be opened',
    safe: 'Nothing was deleted or changed.',
    retry: 'Try again'
  },
  opening: 'Opening your space…'
}
