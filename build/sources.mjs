import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from './step.mjs'

/** One hash over the names and contents of files and folders; names that are not there count as such. */
export function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of filesIn(path)) {
      hash.update(`\0${file}\0`)
      hash.update(readFileSync(join(root, file)))
    }
  }
  return hash.digest('hex')
}

function filesIn(path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stat) return []
  if (stat.isFile()) return [path]
  return readdirSync(join(root, path), { recursive: true })
    .map(name => join(path, name))
    .filter(name => statSync(join(root, name)).isFile())
    .sort()
}

/** True when `stamp` says that the output was made from sources with this hash. */
export function isFresh(stamp, hash) {
  const file = join(root, stamp)
  return existsSync(file) && readFileSync(file, 'utf8') === hash
}

export function markFresh(stamp, hash) {
  const file = join(root, stamp)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
}
