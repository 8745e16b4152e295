import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FORBIDDEN_NAMES, judgeImport, MAX_LINES, ROOMS } from '../../build/rooms.mjs'
import { filesUnder, importsOf, read, root } from './imports'

const CODE = /\.(ts|vue|mjs)$/
const source = ['src-main', 'src-preload', 'src-renderer'].flatMap(folder =>
  filesUnder(folder, CODE)
)
const rooms = readdirSync(join(root, 'src-main'), { withFileTypes: true })
  .filter(entry => entry.isDirectory() && filesUnder(`src-main/${entry.name}`, CODE).length > 0)
  .map(entry => entry.name)

describe('the rooms', () => {
  it('import only in the direction of the table', () => {
    const wrong = source.flatMap(path =>
      importsOf(path).flatMap(found => {
        const message = judgeImport(found)
        return message ? [`${path}:${found.line} ${message}`] : []
      })
    )
    expect(wrong).toEqual([])
  })

  it('are all in the table, and the table points one way', () => {
    const known = [...Object.keys(ROOMS), 'types']
    expect(rooms.filter(name => !known.includes(name))).toEqual([])
    expect(Object.keys(ROOMS).filter(name => reaches(name, name))).toEqual([])
  })

  it('open with a paragraph in their index.ts', () => {
    const silent = rooms
      .map(name => `src-main/${name}/index.ts`)
      .filter(path => existsSync(join(root, path)) && !/^\/\*\*\n/.test(read(path)))
    expect(silent).toEqual([])
  })

  it('have no drawer for what has no place', () => {
    const parts = [...source, ...filesUnder('test', CODE), ...filesUnder('build', CODE)].filter(
      path => path.split('/').some(part => FORBIDDEN_NAMES.test(part.replace(CODE, '')))
    )
    expect(parts).toEqual([])
  })

  it('have no file that is too long to read', () => {
    const long = [...source, ...filesUnder('test', CODE), ...filesUnder('build', CODE)]
      .map(path => ({ path, lines: read(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES)
    expect(long).toEqual([])
  })
})

describe('the judge of imports', () => {
  const judge = (path: string, specifier: string, typeOnly = false): string | undefined =>
    judgeImport({ path, specifier, typeOnly })

  it('refuses an import against the direction', () => {
    expect(judge('src-main/contacts/card.ts', '../space/server')).toMatch(
      /contacts may not import space/
    )
    expect(judge('src-main/meter/receipt.ts', '../grant')).toMatch(/meter may not import grant/)
    expect(judge('src-main/space/server.ts', '../desktop/window')).toMatch(/may not import desktop/)
    expect(judge('src-main/sdk.ts', './cli')).toMatch(/sdk may not import cli/)
    expect(judge('src-main/space/local/socket.ts', '../../contract')).toMatch(
      /space may not import/
    )
  })

  it('lets a room use what is below it, itself and the error', () => {
    expect(judge('src-main/space/local/socket.ts', '../../identity/keys')).toBeUndefined()
    expect(judge('src-main/space/local/socket.ts', '../store')).toBeUndefined()
    expect(judge('src-main/rights/policy.ts', '../error')).toBeUndefined()
  })

  it('keeps electron in desktop and the outside world out of pure rooms', () => {
    expect(judge('src-main/space/server.ts', 'electron')).toMatch(/may not import electron/)
    expect(judge('src-main/desktop/window.ts', 'electron')).toBeUndefined()
    expect(judge('src-main/contacts/read.ts', 'node:fs/promises')).toMatch(/pure/)
    expect(judge('src-main/contacts/read.ts', 'fs')).toMatch(/pure/)
    expect(judge('src-main/contacts/read.ts', 'node:crypto')).toBeUndefined()
  })

  it('gives the page types and nothing that runs', () => {
    const contract = '../../src-main/contract/calls'
    expect(judge('src-renderer/stores/space.ts', contract, true)).toBeUndefined()
    expect(judge('src-renderer/stores/space.ts', contract)).toMatch(/only types/)
    expect(judge('src-renderer/main.ts', '../src-main/space/server', true)).toMatch(/may not/)
    expect(judge('src-renderer/main.ts', 'node:fs')).toMatch(/no Node/)
  })

  it('sees every way of importing', () => {
    const text = [
      "import a from './a'",
      "import { type B } from './b'",
      "export * from './c'",
      "const d = await import('./d')",
      "const e = require('./e')",
      "type F = import('./f').F"
    ].join('\n')
    const found = importsOf('x.ts', text).map(({ specifier, typeOnly }) => [specifier, typeOnly])
    expect(found).toEqual([
      ['./a', false],
      ['./b', true],
      ['./c', false],
      ['./d', false],
      ['./e', false],
      ['./f', true]
    ])
  })

  it('reads the scripts of a Vue file at their lines', () => {
    const text =
      '<template>\n  <p />\n</template>\n<script setup lang="ts">\nimport a from \'./a\'\n</script>\n'
    expect(importsOf('x.vue', text)).toMatchObject([{ specifier: './a', line: 5 }])
  })
})

describe('ARCHITECTURE.md', () => {
  const listed = [...read('ARCHITECTURE.md').matchAll(/^\|\s*`((?:[a-z0-9-]+\/)+)`\s*\|/gm)].map(
    match => match[1]!
  )

  it('lists each folder of the source', () => {
    const there = [...rooms.map(name => `src-main/${name}/`), 'src-preload/', 'src-renderer/']
    expect(there.filter(folder => !listed.includes(folder))).toEqual([])
  })

  it('lists no folder that is not there', () => {
    expect(listed.filter(folder => !existsSync(join(root, folder)))).toEqual([])
    expect(listed.length).toBeGreaterThan(5)
  })
})

function reaches(from: string, to: string): boolean {
  return ROOMS[from]!.mayImport.some(next => next === to || reaches(next, to))
}
