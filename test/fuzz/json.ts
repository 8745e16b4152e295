import type { Random } from './random'

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'hasOwnProperty',
  'then',
  'length',
  '@context',
  '@type',
  '@value',
  '@list',
  'id',
  'type',
  'proof',
  'kind',
  ''
]
const VALUES: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => 0,
  () => -1,
  () => 1.5,
  () => 2 ** 53,
  () => -(2 ** 31),
  () => 1e308,
  () => '',
  () => 'x',
  () => '\u0000',
  () => '\u202e',
  () => '\ud800',
  () => '1970-01-01T00:00:00Z',
  () => '+275760-09-13T00:00:00.000Z',
  () => '2026-02-30T99:99:99Z',
  () => 'x'.repeat(70_000),
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => ({ '@id': 'x' }),
  () => ({ '@value': '1', '@type': 'xsd:integer' }),
  () => JSON.parse('{"__proto__":{"polluted":1}}') as unknown,
  () => JSON.parse('{"constructor":{"prototype":{"polluted":1}}}') as unknown,
  () => nested(80),
  // As deep as the engine can still write as text; deeper text is made by the mutations of bytes.
  () => nested(1_000),
  () => Array.from({ length: 2_000 }, (_, n) => n)
]

/** A valid document with a few things wrong in it; the given one stays as it is. */
export function twist(seeds: readonly unknown[], random: Random): unknown {
  const root = { value: structuredClone(random.pick(seeds)) }
  for (let times = random.few(5); times > 0; times--) once(root, seeds, random)
  return root.value
}

function once(root: { value: unknown }, seeds: readonly unknown[], random: Random): void {
  const { holder, name } = placeIn(root, random)
  const at = holder as Record<string, unknown>
  switch (random.below(9)) {
    case 0:
    case 1: // another value
      return set(at, name, random.pick(VALUES)())
    case 2: // left out
      if (Array.isArray(holder)) holder.splice(Number(name), 1)
      else if (holder !== root) delete at[name]
      return
    case 3: // under another name
      if (Array.isArray(holder) || holder === root) return
      set(at, random.pick(NAMES), at[name])
      return
    case 4: // one more
      if (Array.isArray(at[name])) (at[name] as unknown[]).push(random.pick(VALUES)())
      else if (isObject(at[name])) set(at[name], random.pick(NAMES), random.pick(VALUES)())
      return
    case 5: // a piece of this or of another one
      return set(at, name, structuredClone(pieceOf(random.pick(seeds), random)))
    case 6: // twice, or in another order
      if (!Array.isArray(holder)) return
      if (random.chance(2)) holder.push(structuredClone(at[name]))
      else holder.reverse()
      return
    case 7: // text with something in it
      if (typeof at[name] === 'string') set(at, name, bent(at[name], random))
      return
    default: // a number beside it
      if (typeof at[name] === 'number') set(at, name, at[name] + random.pick([-1, 1, 0.5, 2 ** 40]))
      else set(at, name, random.pick(VALUES)())
  }
}

/** Somewhere in the document; `name` names what is there in its holder. */
function placeIn(root: object, random: Random): { holder: object; name: string } {
  let holder: object = root
  let name = 'value'
  for (;;) {
    const here = (holder as Record<string, unknown>)[name]
    if (typeof here !== 'object' || here === null || random.chance(5)) return { holder, name }
    const names = Object.keys(here)
    if (names.length === 0) return { holder, name }
    holder = here
    name = random.pick(names)
  }
}

function pieceOf(value: unknown, random: Random): unknown {
  const { holder, name } = placeIn({ value }, random)
  return (holder as Record<string, unknown>)[name]
}

function bent(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const pieces = ['', text.slice(at), 'é', '\u0000', '-', '9', text.slice(0, at), '\n', '🙂']
  return text.slice(0, at) + random.pick(pieces) + text.slice(at + random.below(3))
}

/** A name is a name, `__proto__` too. */
function set(holder: object, name: string, value: unknown): void {
  Object.defineProperty(holder, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true
  })
}

function nested(depth: number): unknown {
  let value: unknown = 1
  for (let at = 0; at < depth; at++) value = at % 2 ? [value] : { a: value }
  return value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
