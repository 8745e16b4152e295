/**
 * What the readers of this room say while they read, whatever the format: a record, or a problem
 * with the line, the reason and the raw text, so that it can be shown, retried and downloaded.
 */
import type { Blob, Card } from './card'

export type ProblemCode =
  // any format
  | 'too-many-cards'
  | 'record-too-large'
  | 'photo-too-large'
  | 'nested-too-deep'
  | 'undecodable'
  // vCard
  | 'line-outside-card'
  | 'line-malformed'
  | 'value-malformed'
  | 'card-unterminated'
  | 'card-empty'
  // CSV
  | 'file-empty'
  | 'header-missing'
  | 'layout-unknown'
  | 'quote-unterminated'
  | 'row-without-contact'

/** Something that was read with a guess: the record is usable all the same. */
export interface ReadWarning {
  line: number
  reason: ProblemCode
  message: string
  raw: string
}

/** `line` is the first line of the record or of the trouble in the file, counted from 1. */
export type ReadEvent =
  | {
      type: 'record'
      line: number
      card: Card
      blobs: Blob[]
      raw: string
      warnings?: ReadWarning[]
    }
  | { type: 'problem'; line: number; reason: ProblemCode; message: string; raw: string }

/** Bounds against hostile files; beyond them a problem is reported and reading goes on or ends. */
export interface ReadLimits {
  /** Records in one file. */
  cards: number
  /** Bytes of one photo, logo or sound. */
  photoBytes: number
  /** Cards inside cards (vCard 2.1 AGENT). */
  nesting: number
  /** Bytes (vCard) or characters (CSV) of one record. */
  recordBytes: number
}

export const DEFAULT_READ_LIMITS: Readonly<ReadLimits> = {
  cards: 100_000,
  photoBytes: 10_000_000,
  nesting: 4,
  recordBytes: 20_000_000
}
