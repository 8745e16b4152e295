/** The few words of the window that shows and asks for secrets. */
const en = {
  showTitle: 'Your recovery phrase: 24 words',
  showBody:
    'Whoever has these words has your space. Write them on paper, in this order, and keep the paper safe. They are the only way back if this computer is lost.',
  showDone: 'I wrote them down',
  confirmTitle: 'Check what you wrote down',
  confirmBody: 'Type the words with these numbers.',
  confirmDone: 'Check',
  word: 'Word {position}',
  enterTitle: 'Enter the 24 words of your recovery phrase',
  enterBody: 'Type or paste them in order. Numbers, line breaks and capitals do not matter.',
  enterDone: 'Restore',
  newTitle: 'Choose a passphrase',
  newBody:
    'It protects the key of your space in a file on this computer, and is asked for each time the app starts. Nobody can reset it; your recovery phrase works without it.',
  newDone: 'Use this passphrase',
  passTitle: 'Unlock your space',
  passShowTitle: 'Passphrase, to show your recovery phrase',
  passConfirmTitle: 'Passphrase, to check your recovery phrase',
  passBody: 'Type the passphrase that protects the key of your space.',
  passGoOn: 'Continue',
  passDone: 'Unlock',
  passphrase: 'Passphrase',
  again: 'The same again',
  cancel: 'Cancel',
  differs: 'The two are not the same.',
  short: 'Use at least 8 characters; a few unrelated words are best.',
  wrongWords: 'These are not the words. Look at your note and try again.',
  word_reason: 'Word {position}, “{word}”, is not a word of recovery phrases.',
  word_suggest: 'Did you mean: {suggestions}?',
  count_reason: 'A recovery phrase has 24 words. These are {count}.',
  checksum_reason:
    'All words exist, but together they are no recovery phrase: a word is wrong, or two are swapped.',
  passphraseWrong: 'That is not the passphrase. Check capitals and the keyboard layout.',
  other: 'That did not work: {code}'
}

export type SecretText = keyof typeof en

const zh: Record<SecretText, string> = {
  showTitle: '你的恢复短语（24 个词）',
  showBody:
    '谁有这些词，谁就拥有你的数据空间。请按顺序抄在纸上并妥善保管。电脑丢失时，这是唯一的找回办法。',
  showDone: '我已抄好',
  confirmTitle: '核对你抄下的词',
  confirmBody: '请输入以下序号的词。',
  confirmDone: '核对',
  word: '第 {position} 个词',
  enterTitle: '输入恢复短语的 24 个词',
  enterBody: '按顺序输入或粘贴。序号、换行和大小写都不影响。',
  enterDone: '恢复',
  newTitle: '设置口令',
  newBody:
    '口令保护这台电脑上保存空间密钥的文件，每次启动都会询问。口令无法重置；但恢复短语始终有效。',
  newDone: '使用此口令',
  passTitle: '解锁你的空间',
  passShowTitle: '输入口令以显示恢复短语',
  passConfirmTitle: '输入口令以核对恢复短语',
  passBody: '请输入保护空间密钥的口令。',
  passGoOn: '继续',
  passDone: '解锁',
  passphrase: '口令',
  again: '再输入一次',
  cancel: '取消',
  differs: '两次输入不一致。',
  short: '至少 8 个字符；几个不相关的词最好。',
  wrongWords: '词不对。请核对你的笔记再试一次。',
  word_reason: '第 {position} 个词“{word}”不是恢复短语中会用到的词。',
  word_suggest: '你是不是想输入：{suggestions}？',
  count_reason: '恢复短语共 24 个词，这里有 {count} 个。',
  checksum_reason:
    '每个词都存在，但合起来不是有效的恢复短语：可能有一个词写错，或有两个词顺序颠倒。',
  passphraseWrong: '口令不对。请检查大小写和键盘布局。',
  other: '没有成功：{code}'
}

/** A text in the language of the window, with its `{name}` places filled in. */
export function secretText(
  language: 'en' | 'zh-CN',
  key: SecretText,
  values: Record<string, unknown> = {}
): string {
  const texts = language === 'en' ? en : zh
  return texts[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place))
}
