import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import iconv from 'iconv-lite'

/** Four people as a Chinese program of the last decade writes them: no BOM, GBK. */
export const GBK_NAMES = ['赵敏', '钱学森', '孙尚香', '李清照']

const GBK_CSV = [
  '姓名,手机,电子邮件,公司',
  '赵敏,13800138001,zhaomin@example.cn,汝阳王府',
  '钱学森,13800138002,qian@example.cn,喷气推进实验室',
  '孙尚香,13800138003,sun@example.cn,江东',
  '李清照,13800138004,li@example.cn,漱玉词社'
].join('\r\n')

/** One card that reads, and one whose first line got lost. */
const WITH_PROBLEM = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'FN:Grace Sample',
  'TEL:+1 555 0100',
  'END:VCARD',
  'FN:Lost Sample',
  'TEL:+1 555 0101'
].join('\r\n')

export const MENDED = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mended Sample\r\nEND:VCARD\r\n'

export interface SampleFiles {
  gbkCsv: string
  withProblem: string
  zip: string
  /** Files of `count` cards each, whose names are `Many 00000` and so on. */
  many(count: number): Promise<string>
}

/** Writes the files that a person drops, in a folder of the test. */
export async function writeSampleFiles(folder: string): Promise<SampleFiles> {
  await mkdir(folder, { recursive: true })
  const path = (name: string): string => join(folder, name)
  await writeFile(path('通讯录.csv'), iconv.encode(GBK_CSV, 'gbk'))
  await writeFile(path('problem.vcf'), WITH_PROBLEM)
  const zip = zipSync({
    'phone/one.vcf': strToU8(card('Zip One')),
    'phone/two.vcf': strToU8(card('Zip Two') + card('Zip Three')),
    'readme.txt': strToU8('Nothing of interest')
  })
  await writeFile(path('backup.zip'), zip)
  return {
    gbkCsv: path('通讯录.csv'),
    withProblem: path('problem.vcf'),
    zip: path('backup.zip'),
    async many(count) {
      const cards = Array.from({ length: count }, (_, at) => card(manyName(at), at))
      await writeFile(path(`many-${count}.vcf`), cards.join(''))
      return path(`many-${count}.vcf`)
    }
  }
}

export function manyName(at: number): string {
  return `Many ${String(at).padStart(5, '0')}`
}

function card(name: string, at = 0): string {
  const number = String(at).padStart(7, '0')
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `FN:${name}`,
    `EMAIL;TYPE=HOME:${name.toLowerCase().replace(/ /g, '.')}@example.org`,
    `TEL;TYPE=CELL:+86138${number}1`,
    'NOTE:So that every card has some weight of its own\\, as those of people have.',
    'END:VCARD',
    ''
  ].join('\r\n')
}
