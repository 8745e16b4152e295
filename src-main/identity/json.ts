import canonicalize from 'canonicalize'
import { DatomspaceError } from '../error'
import { readJsonText } from './json-text'

/** What JSON can hold (RFC 8259), which is all that a statement may hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [name: string]: Json
}

/** Beyond these a document is refused before any cryptography: depth, values, and UTF-16 units of text. */
const MAX_DEPTH = 64
const MAX_VALUES = 200_000
const MAX_TEXT = 16 * 1024 * 1024

/**
 * A plain copy of a document that holds JSON only. The copy is what gets hashed, so a getter, a Proxy
 * or a `toJSON` cannot show one thing to the check and another to the reader; its objects have no
 * prototype, so `__proto__` is a name like any other. Throws `STATEMENT_INVALID` (`reason: 'json'`) for
 * cycles, excessive nesting or size, non-JSON values and text that is not well-formed Unicode (RFC 8785
 * §3.2.2.2), and for nothing else, whatever `value` is.
 */
export function plainJson(value: unknown): Json {
  const budget = { values: MAX_VALUES, text: MAX_TEXT }
  try {
    return copy(value, 0, budget)
  } catch (cause) {
    if (cause instanceof DatomspaceError) throw cause
    throw notJson('reading it failed', cause)
  }
}

/**
 * A JSON document from its text or UTF-8 bytes, without two members of one name in an object. Throws
 * `STATEMENT_INVALID` (`reason: 'json'`).
 */
export function parseJson(source: string | Uint8Array): Json {
  if (source.length > MAX_TEXT) throw notJson('it is too large')
  const read = readJsonText(source)
  if ('value' in read) return plainJson(read.value)
  if (read.fault === 'ambiguous') throw notJson('an object has two members of one name')
  throw notJson('its text is no JSON', read.cause)
}

/** JSON Canonicalization Scheme, RFC 8785. `value` must come from `plainJson` or be known to be JSON. */
export function canonicalJson(value: Json): string {
  return canonicalize(value) as string
}

function copy(value: unknown, depth: number, budget: { values: number; text: number }): Json {
  if (--budget.values < 0) throw notJson('it has too many values')
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return text(value, budget)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw notJson('a number is not finite')
    return value
  }
  if (typeof value !== 'object') throw notJson(`it holds a ${typeof value}`)
  if (depth >= MAX_DEPTH) throw notJson(`it is nested deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) return copyArray(value, depth, budget)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw notJson('it holds an object that is not plain')
  }
  const object = Object.create(null) as JsonObject
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name]
    // As JSON.stringify does, so that what is signed is what will be sent.
    if (member === undefined) continue
    object[text(name, budget)] = copy(member, depth + 1, budget)
  }
  return object
}

function copyArray(
  value: unknown[],
  depth: number,
  budget: { values: number; text: number }
): Json[] {
  const length = value.length
  if (length > budget.values) throw notJson('it has too many values')
  const array: Json[] = []
  for (let index = 0; index < length; index++) array.push(copy(value[index], depth + 1, budget))
  return array
}

function text(value: string, budget: { text: number }): string {
  budget.text -= value.length
  if (budget.text < 0) throw notJson('it is too large')
  if (LONE_SURROGATE.test(value)) throw notJson('a text is not well-formed Unicode')
  return value
}

// With the u flag a surrogate pair is one code point, so this class matches lone ones only.
const LONE_SURROGATE = /[\ud800-\udfff]/u

function notJson(why: string, cause?: unknown): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', `This is no JSON document: ${why}`, {
    cause,
    details: { reason: 'json' }
  })
}
