/** A place to fill in, with the space that sets a Latin word or a number off from Chinese ones. */
const HOLE = /((?<=\p{Script=Han}) )?\{(\w+)\}( (?=\p{Script=Han}))?/gu
const HAN_FIRST = /^\p{Script=Han}/u
const HAN_LAST = /\p{Script=Han}$/u

/**
 * The text with its `{name}` places filled in; a place that nothing is known for stays as it is. Chinese
 * words are put beside Chinese ones without the space that a Latin word or a number would have there.
 */
export function filled(text: string, fillingOf: (name: string) => string | undefined): string {
  return text.replace(HOLE, (hole, before = '', name: string, after = '') => {
    const filling = fillingOf(name)
    if (filling === undefined) return hole
    return (HAN_FIRST.test(filling) ? '' : before) + filling + (HAN_LAST.test(filling) ? '' : after)
  })
}
