export const datoms = { title: 'datoms' }
