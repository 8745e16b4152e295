import canonicalize from 'canonicalize'

/**
 * JSON in its canonical form (RFC 8785), several times as fast as the library for records as they are:
 * members put in order, then the engine's own writer. An engine lists names like `7` first and by value,
 * whatever the order they were given in, so objects with such names are left to the library.
 */
export function canonicalText(value: object): string {
  const ordered = order(value)
  return ordered === UNORDERABLE ? (canonicalize(value) as string) : JSON.stringify(ordered)
}

const UNORDERABLE = Symbol('unorderable')

function order(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    // The engine writes these as null, the library refuses them; so does this, by leaving it to the library.
    return typeof value === 'number' && !Number.isFinite(value) ? UNORDERABLE : value
  }
  if (Array.isArray(value)) return orderItems(value)
  const record = value as Record<string, unknown>
  const names = Object.keys(record)
  let inOrder = true
  let changed: Record<string, unknown> | undefined
  for (let at = 0; at < names.length; at++) {
    const name = names[at]!
    const code = name.charCodeAt(0)
    if ((code >= 0x30 && code <= 0x39) || name === '__proto__' || name === 'toJSON') {
      return UNORDERABLE
    }
    if (at > 0 && names[at - 1]! > name) inOrder = false
    const member = record[name]
    const ordered = order(member)
    if (ordered === UNORDERABLE) return UNORDERABLE
    if (ordered !== member) (changed ??= {})[name] = ordered
  }
  if (inOrder && !changed) return value
  const whole: Record<string, unknown> = {}
  for (const name of inOrder ? names : names.sort()) {
    // Only what is its own: names like `valueOf` are also those of what every object inherits.
    const from = changed !== undefined && Object.hasOwn(changed, name) ? changed : record
    whole[name] = from[name]
  }
  return whole
}

/** What is in order already stays as it is: most of a record needs no copy. */
function orderItems(items: unknown[]): unknown {
  let changed: unknown[] | undefined
  for (let at = 0; at < items.length; at++) {
    const member = order(items[at])
    if (member === UNORDERABLE) return UNORDERABLE
    if (member !== items[at]) (changed ??= items.slice())[at] = member
  }
  return changed ?? items
}
