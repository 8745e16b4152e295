export { likenessOf, type Degree, type Likeness, type ReasonCode } from './finding'
export { findDuplicates, type DuplicateGroup, type DuplicatePair } from './find'
export { DuplicateIndex, type Closest, type DuplicateMatch, type DuplicateOptions } from './match'
export {
  applyMerge,
  proposeMerge,
  type MergeChoices,
  type MergeField,
  type MergeOptions,
  type MergeProposal,
  type MergeValue
} from './merge'
