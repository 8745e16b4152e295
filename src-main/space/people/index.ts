export { Offers } from './offers'
export { People, type PeopleOptions } from './people'
export { formatPersonKey, formatPersonLink, parsePersonKey, type PersonKey } from './person-key'
