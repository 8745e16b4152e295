import { computed, type WritableComputedRef } from 'vue'

/** What a list of choices has for "no matter which"; a filter leaves the name out. */
export const ALL = 'all'

const DAY = 86_400_000

/** One name of a filter as a list of choices takes it. */
export function filterChoice<Name extends string, Value extends string>(
  filter: Partial<Record<Name, Value>>,
  name: Name
): WritableComputedRef<Value | typeof ALL> {
  return computed({
    get: () => filter[name] ?? ALL,
    set: chosen => {
      filter[name] = chosen === ALL ? undefined : (chosen as Value)
    }
  })
}

/** Since when, for so many days before `now`; undefined for all time. ISO 8601. */
export function since(days: number | undefined, now = Date.now()): string | undefined {
  return days === undefined ? undefined : new Date(now - days * DAY).toISOString()
}
