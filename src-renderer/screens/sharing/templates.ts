import { BriefcaseBusiness, CalendarDays, CalendarRange, Eye, House, Phone } from '@lucide/vue'
import { computed, onMounted, shallowRef, type Component } from 'vue'
import type { Draft } from '../../contract'
import { t, tCode } from '../../locale'
import { call, CallError } from '../../stores/bridge'
import { OFFERED_PURPOSES, purposeIri, untilOf, withFields, withPurpose, withUntil } from './draft'
import { untilOf as endOf, wholeMinute } from './until'

/** What is proposed to those who choose none; made from another one. */
export const ONE_WEEK = 'one-week'

const ICONS: Record<string, Component> = {
  [ONE_WEEK]: CalendarRange,
  family: House,
  colleagues: BriefcaseBusiness,
  'one-look': Eye,
  'until-friday': CalendarDays,
  'names-and-phones': Phone
}

/** What a request asked for, as far as it said so. */
export interface Wish {
  fields?: Draft['ds:fields']
  until?: string
  purpose?: string
}

/** The templates as main knows them now, one week in front. */
export function useTemplates() {
  const drafts = shallowRef(new Map<string, Draft>())
  const error = shallowRef<CallError | null>(null)

  const cards = computed(() =>
    [...drafts.value.keys()].map(value => {
      const own = value === ONE_WEEK
      return {
        value,
        icon: ICONS[value],
        label: own ? t('terms.oneWeek.title') : tCode('terms.templates', `${value}.title`),
        text: own ? t('terms.oneWeek.text') : tCode('terms.templates', `${value}.text`)
      }
    })
  )

  async function load(): Promise<void> {
    try {
      const found = await call('shares.templates', {
        utcOffset: -new Date().getTimezoneOffset()
      })
      const next = new Map(found.map(({ name, draft }) => [name, toTheMinute(draft)]))
      const plain = next.get('until-friday')
      const week = endOf('d7', '', Date.now())!
      drafts.value = plain
        ? new Map([[ONE_WEEK, withUntil(plain, week)], ...next])
        : new Map([...next])
      error.value = null
    } catch (thrown) {
      error.value = CallError.from(thrown)
    }
  }

  onMounted(load)
  return { drafts, cards, error, load }
}

/** People read times to the minute; nobody wants the milliseconds at which they opened a dialog. */
function toTheMinute(draft: Draft): Draft {
  const until = untilOf(draft)
  if (until === null) return draft
  return withUntil(draft, wholeMinute(until)!)
}

/** A template, less what was not asked for. */
export function wished(draft: Draft, { fields, until, purpose }: Wish): Draft {
  let next = draft
  if (fields?.length) next = withFields(next, fields)
  const end = until && wholeMinute(until)
  if (end && Date.parse(end) > Date.now()) next = withUntil(next, end)
  const known = OFFERED_PURPOSES.find(one => purposeIri(one) === purpose)
  return known ? withPurpose(next, known) : next
}
