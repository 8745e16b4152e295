/** Every word of the query is somewhere in the label. */
export function matchesWords(command: { label: string }, query: string): boolean {
  const label = command.label.toLowerCase()
  return query
    .toLowerCase()
    .split(/\s+/)
    .every(word => label.includes(word))
}
