import { nativeImage } from 'electron'
import jsQR from 'jsqr'
import { DatomspaceError } from '../error'

/** Larger pictures are shrunk first: a QR code that fills a phone's photo stays readable. */
const LARGEST_SIDE = 1_600

/**
 * The text of the QR code in a picture.
 *
 * Throws `FILE_UNREADABLE` when it is no picture, `NOT_FOUND` when there is no code in it.
 */
export function readQr(bytes: Buffer): string {
  const original = nativeImage.createFromBuffer(bytes)
  if (original.isEmpty()) {
    throw new DatomspaceError(
      'FILE_UNREADABLE',
      'This is no picture that can be read: use a PNG or JPEG file'
    )
  }
  const { width, height } = original.getSize()
  const factor = Math.min(1, LARGEST_SIDE / Math.max(width, height))
  const image =
    factor < 1
      ? original.resize({ width: Math.round(width * factor), height: Math.round(height * factor) })
      : original
  const size = image.getSize()
  const found = jsQR(rgba(image.toBitmap()), size.width, size.height)
  if (found?.data) return found.data
  throw new DatomspaceError(
    'NOT_FOUND',
    'There is no QR code in this picture, or it is too blurred: try a sharper one, or paste the key'
  )
}

/** Electron hands out BGRA on all systems that we run on. */
function rgba(bgra: Buffer): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(bgra.length)
  for (let i = 0; i < bgra.length; i += 4) {
    pixels[i] = bgra[i + 2] as number
    pixels[i + 1] = bgra[i + 1] as number
    pixels[i + 2] = bgra[i] as number
    pixels[i + 3] = bgra[i + 3] as number
  }
  return pixels
}
