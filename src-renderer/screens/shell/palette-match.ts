/** How a text is also typed, such as a Chinese one by its pinyin. */
export type Spell = (text: string) => string[]

/** Every word of the query is somewhere in the label, or in a way to type it. */
export function matchesWords(
  command: { label: string },
  query: string,
  spell: Spell = () => []
): boolean {
  const ways = [command.label.toLowerCase(), ...spell(command.label)]
  return query
    .toLowerCase()
    .split(/\s+/)
    .every(word => ways.some(way => way.includes(word)))
}
