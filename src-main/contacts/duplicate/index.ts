export { type Degree, type ReasonCode } from './compare'
export {
  DuplicateIndex,
  findDuplicates,
  type DuplicateGroup,
  type DuplicateMatch,
  type DuplicateOptions,
  type DuplicatePair
} from './match'
export {
  applyMerge,
  proposeMerge,
  type MergeChoices,
  type MergeField,
  type MergeOptions,
  type MergeProposal,
  type MergeValue
} from './merge'
