import { shallowRef } from 'vue'
import { locale } from '../../locale'
import type { Spell } from './palette-match'

const HAN = /\p{Script=Han}/u
const spell = shallowRef<Spell>(() => [])

/** Pinyin and its initials for labels that are Chinese. Its table is large: read when it is needed. */
export function usePaletteSpelling() {
  async function prepare(): Promise<void> {
    if (locale() !== 'zh-CN') return
    const { pinyin } = await import('pinyin-pro')
    spell.value = text => {
      if (!HAN.test(text)) return []
      const syllables = pinyin(text.replace(/[^\p{Script=Han}]/gu, ''), {
        toneType: 'none',
        type: 'array',
        v: true
      })
      return [syllables.join(''), syllables.map(syllable => syllable[0]).join('')]
    }
  }
  return { spell, prepare }
}
