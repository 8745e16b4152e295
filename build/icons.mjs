import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateSync } from 'node:zlib'
import { root, runScript, say } from './step.mjs'

/**
 * The mark of datomspace, drawn by this script alone: a cut gem, one unit of data with its facets, in
 * a rounded square of deep teal. Run it again after changing it; the pictures are committed.
 */
const SQUARE = ['#0f766e', '#0b5a55']
const WHITE = '#ffffff'

/** The gem in a square of 100: facets as polygons with how bright each is. */
const FACETS = [
  {
    points: [
      [50, 16],
      [78, 44],
      [50, 44]
    ],
    light: 0.86
  },
  {
    points: [
      [50, 16],
      [50, 44],
      [22, 44]
    ],
    light: 1
  },
  {
    points: [
      [22, 44],
      [50, 44],
      [50, 84]
    ],
    light: 0.78
  },
  {
    points: [
      [50, 44],
      [78, 44],
      [50, 84]
    ],
    light: 0.58
  }
]

/** What the tray says, besides words: a dot in the corner. */
const STATES = { idle: undefined, syncing: '#38bdf8', paused: '#a1a1aa', attention: '#f59e0b' }

const folder = join(root, 'build/icons')

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(() => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'icon.svg'), svg())
    for (const size of [512]) writeFileSync(join(folder, 'icon.png'), png(size, appPixel))
    for (const [state, dot] of Object.entries(STATES)) {
      const pixel = trayPixel(dot)
      writeFileSync(join(folder, `tray-${state}.png`), png(16, pixel))
      writeFileSync(join(folder, `tray-${state}@2x.png`), png(32, pixel))
    }
    writeFileSync(join(folder, 'trayTemplate.png'), png(16, templatePixel))
    writeFileSync(join(folder, 'trayTemplate@2x.png'), png(32, templatePixel))
    say('icons', 'written to build/icons/')
  })
}

function svg() {
  const facets = FACETS.map(({ points, light }) => {
    const [r, g, b] = mix(SQUARE[0], WHITE, light)
    return `  <polygon points="${points.join(' ')}" fill="rgb(${r} ${g} ${b})" />`
  })
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">',
    '  <linearGradient id="square" x1="0" y1="0" x2="0" y2="1">',
    `    <stop offset="0" stop-color="${SQUARE[0]}" /><stop offset="1" stop-color="${SQUARE[1]}" />`,
    '  </linearGradient>',
    '  <rect x="4" y="4" width="92" height="92" rx="21" fill="url(#square)" />',
    ...facets,
    '</svg>\n'
  ].join('\n')
}

/** Colour and cover of a point of the app's icon; coordinates from 0 to 100. */
function appPixel(x, y) {
  const facet = FACETS.find(({ points }) => isInside(points, x, y))
  if (facet) return [...mix(SQUARE[0], WHITE, facet.light), 1]
  if (isInRoundedSquare(x, y)) return [...mix(SQUARE[0], SQUARE[1], y / 100), 1]
  return [0, 0, 0, 0]
}

/** The gem alone, large, readable on light and on dark panels, with a dot for the state. */
function trayPixel(dot) {
  return (x, y) => {
    if (dot && Math.hypot(x - 77, y - 77) < 21) return [...colourOf(dot), 1]
    const facet = facetAt(x, y)
    if (!facet) return [0, 0, 0, 0]
    return [...mix(SQUARE[0], '#5eead4', facet.light * 0.8), 1]
  }
}

/** macOS colours template images itself: only the cover counts. */
function templatePixel(x, y) {
  const facet = facetAt(x, y)
  return facet ? [0, 0, 0, 0.4 + 0.6 * facet.light] : [0, 0, 0, 0]
}

function facetAt(x, y) {
  const [u, v] = [50 + (x - 50) * 0.72, 50 + (y - 50) * 0.72]
  return FACETS.find(({ points }) => isInside(points, u, v))
}

function isInside(points, x, y) {
  let inside = false
  for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
    const [xi, yi] = points[i]
    const [xj, yj] = points[j]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

function isInRoundedSquare(x, y) {
  const radius = 21
  const beyond = value => Math.max(0, Math.abs(value - 50) - (46 - radius))
  return Math.hypot(beyond(x), beyond(y)) <= radius
}

function colourOf(hex) {
  return [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16))
}

function mix(from, to, share) {
  const [a, b] = [colourOf(from), colourOf(to)]
  return a.map((value, index) => Math.round(value + (b[index] - value) * share))
}

/** A PNG of `size` pixels, 4 × 4 samples a pixel (PNG specification, third edition, section 5). */
function png(size, pixel) {
  const rows = Buffer.alloc((size * 4 + 1) * size)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      rows.set(sample(size, x, y, pixel), y * (size * 4 + 1) + 1 + x * 4)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0))
  ])
}

function sample(size, x, y, pixel) {
  const sum = [0, 0, 0, 0]
  for (let index = 0; index < 16; index++) {
    const u = ((x + ((index % 4) + 0.5) / 4) * 100) / size
    const v = ((y + (Math.floor(index / 4) + 0.5) / 4) * 100) / size
    const [r, g, b, cover] = pixel(u, v)
    for (const [at, value] of [r, g, b].entries()) sum[at] += value * cover
    sum[3] += cover
  }
  const cover = sum[3]
  const colour = sum.slice(0, 3).map(value => (cover === 0 ? 0 : Math.round(value / cover)))
  return [...colour, Math.round((cover / 16) * 255)]
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(4)
  frame.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([frame, body, check])
}

/** ISO 3309, as in the PNG specification's appendix: zlib's own is not in every Node 20. */
function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
