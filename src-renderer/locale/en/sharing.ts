export const sharing = { title: 'sharing' }
