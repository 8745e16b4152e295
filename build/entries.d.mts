export function externals(root: string): (string | RegExp)[]
export function workers(root: string): Record<string, string>
export const flatOutput: {
  format: 'cjs'
  entryFileNames: string
  chunkFileNames: string
  exports: 'named'
}
export const targets: { main: string; renderer: string }
