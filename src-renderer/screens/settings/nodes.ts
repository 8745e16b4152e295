/** `host:port` lines as typed; `wrong` is the first line that is none. */
export function readNodes(text: string): { nodes: string[]; wrong?: string } {
  const nodes = text
    .split(/[\n,，]/)
    .map(line => line.trim())
    .filter(Boolean)
  return { nodes, wrong: nodes.find(node => !isNode(node)) }
}

function isNode(node: string): boolean {
  const port = /^[^\s:]+:(\d{1,5})$/.exec(node)?.[1]
  return port !== undefined && Number(port) > 0 && Number(port) <= 65_535
}
