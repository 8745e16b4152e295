/**
 * Sets a member whose name comes out of a file. `__proto__` becomes a member like any other instead
 * of the object's prototype.
 */
export function setOwn<T>(map: Record<string, T>, key: string, value: T): void {
  if (key !== '__proto__') map[key] = value
  else
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true })
}

/** A member of the object itself, never one of its prototype such as `constructor`. */
export function getOwn<T>(map: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}
