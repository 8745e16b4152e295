import jsQR from 'jsqr'
import { encode } from 'uqr'
import { linkOf } from '../../../src-main/desktop/deep-link'
import { formatKey, formatLink } from '../../../src-main/grant'
import { insist, target } from '../target'

const key = {
  kind: 'ticket' as const,
  space: Buffer.alloc(32, 1),
  grant: Buffer.alloc(32, 2),
  secret: Buffer.alloc(32, 3)
}
const CODES = [
  formatKey(key),
  formatLink(key),
  'https://example.org',
  '\u0000\u202e 朋友',
  '1234567'
]
const SCALE = 3

interface Picture {
  width: number
  height: number
  /** RGBA. */
  pixels: Uint8ClampedArray
}

/** A code as a telephone would show it. */
function pictureOf(text: string): Picture {
  const { data, size } = encode(text, { border: 2 })
  const side = size * SCALE
  const pixels = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isDark = data[Math.floor(y / SCALE)]![Math.floor(x / SCALE)]!
      pixels.fill(isDark ? 0 : 255, (y * side + x) * 4, (y * side + x) * 4 + 3)
      pixels[(y * side + x) * 4 + 3] = 255
    }
  }
  return { width: side, height: side, pixels }
}

const PICTURES = CODES.map(pictureOf)

export const qr = target({
  name: 'qr',
  what: 'pictures with QR codes that are broken, and the text in them',
  input: random => {
    const { width, height, pixels } = random.pick(PICTURES)
    const broken = Uint8ClampedArray.from(pixels)
    for (let times = random.few(30); times > 0; times--) {
      // A patch, a line or a speck, of one colour or of none.
      const [from, size] = [random.below(broken.length), random.few(random.pick([4, 400, 20_000]))]
      const value = random.pick([0, 128, 255])
      if (random.chance(3)) broken.set(random.bytes(Math.min(size, broken.length - from)), from)
      else broken.fill(value, from, from + size)
    }
    const cut = random.chance(4) ? random.below(height) + 1 : height
    return { width, height: cut, pixels: broken.subarray(0, width * cut * 4) }
  },
  run: ({ width, height, pixels }) => {
    const found = jsQR(pixels as Uint8ClampedArray, width, height)
    if (!found) return
    insist(typeof found.data === 'string', 'a text')
    linkOf(found.data)
  }
})
