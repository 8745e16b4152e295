import { FIELD_GROUPS, PURPOSES, type FieldGroup } from '../../rights'
import type { JsonObject } from '../../identity'

/** Letters of a request, in the order in which they go back and forth. */
export const ASK = 'request.ask'
export const GRANTED = 'request.granted'
export const DECLINED = 'request.declined'
export const WITHDRAWN = 'request.withdrawn'

const MAX_MESSAGE = 2_000
const MAX_LABEL = 200
const MAX_ID = 100
const MAX_KEY = 400
// Escape sequences and marks that turn the direction of writing; line ends are welcome in a message.
const STEERING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g

export interface Asked {
  message: string
  label?: string
  fields?: FieldGroup[]
  purpose?: string
  until?: string
}

/** Null for what is no request. */
export function parseAsked(body: unknown): { request: string; asked: Asked } | null {
  const { request, message, label, fields, purpose, until } = membersOf(body)
  if (!isText(request, MAX_ID) || !isText(message, MAX_MESSAGE)) return null
  if (label !== undefined && !isText(label, MAX_LABEL)) return null
  if (fields !== undefined && !isFields(fields)) return null
  if (purpose !== undefined && !(isText(purpose, 200) && Object.hasOwn(PURPOSES, purpose))) {
    return null
  }
  if (until !== undefined && !(isText(until, 40) && Number.isFinite(Date.parse(until)))) return null
  const asked: Asked = {
    message: clean(message),
    ...(label !== undefined && { label: clean(label) }),
    ...(fields !== undefined && { fields }),
    ...(purpose !== undefined && { purpose }),
    ...(until !== undefined && { until })
  }
  return { request, asked }
}

/** An answer, or a withdrawal. */
export function parseAnswer(
  body: unknown
): { request: string; message?: string; key?: string } | null {
  const { request, message, key } = membersOf(body)
  if (!isText(request, MAX_ID)) return null
  if (message !== undefined && !isText(message, MAX_MESSAGE)) return null
  if (key !== undefined && !isText(key, MAX_KEY)) return null
  return {
    request,
    ...(message !== undefined && { message: clean(message) }),
    ...(key !== undefined && { key })
  }
}

/** What goes into a letter: nothing that is undefined. */
export function bodyOf(members: Record<string, JsonObject[string] | undefined>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined)
  ) as JsonObject
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}

function isFields(value: unknown): value is FieldGroup[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= FIELD_GROUPS.length &&
    value.every(each => (FIELD_GROUPS as readonly unknown[]).includes(each))
  )
}

function clean(text: string): string {
  return text.replace(STEERING, ' ').trim()
}

function membersOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
}
