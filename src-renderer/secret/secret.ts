/**
 * The page of the window that shows or asks for secrets. Plain DOM and nothing else: the less code
 * runs here, the less can go wrong. It never stores or sends anything but the one answer.
 */
import type { SecretProblem, SecretQuestion } from '../../src-preload/secret'
import { secretText, type SecretText } from './texts'

const page = document.querySelector('main') as HTMLElement
const SHORTEST_PASSPHRASE = 8
const PASSPHRASE_HEAD: Record<NonNullable<SecretQuestion['use']>, [SecretText, SecretText]> = {
  unlock: ['passTitle', 'passDone'],
  'show-phrase': ['passShowTitle', 'passGoOn'],
  'confirm-phrase': ['passConfirmTitle', 'passGoOn']
}

void window.secret.question().then(question => {
  if (!question) return
  document.documentElement.lang = question.language
  draw(question)
})

document.addEventListener('keydown', event => {
  // While an input method composes, Escape is for the method.
  if (event.key === 'Escape' && !event.isComposing) void window.secret.close()
})

function draw(question: SecretQuestion): void {
  const t = (key: SecretText, values?: Record<string, unknown>): string =>
    secretText(question.language, key, values)
  switch (question.kind) {
    case 'show-phrase':
      page.append(heading(t('showTitle')), paragraph(t('showBody')), wordList(question.words ?? []))
      page.append(
        buttons(
          t('cancel'),
          button(t('showDone'), () => void window.secret.answer(''))
        )
      )
      return
    case 'confirm-phrase': {
      const fields = (question.positions ?? []).map(position => textField(t('word', { position })))
      form(t('confirmTitle'), t('confirmBody'), t('confirmDone'), fields)
      return
    }
    case 'enter-phrase': {
      const area = document.createElement('textarea')
      area.rows = 6
      area.spellcheck = false
      area.autocapitalize = 'off'
      area.setAttribute('aria-label', t('enterTitle'))
      form(t('enterTitle'), t('enterBody'), t('enterDone'), [{ row: area, input: area }])
      return
    }
    case 'new-passphrase': {
      const fields = [passField(t('passphrase')), passField(t('again'))]
      form(t('newTitle'), t('newBody'), t('newDone'), fields)
      return
    }
    case 'passphrase': {
      const [title, done] = PASSPHRASE_HEAD[question.use ?? 'unlock']
      form(t(title), t('passBody'), t(done), [passField(t('passphrase'))])
    }
  }

  function form(title: string, body: string, done: string, fields: Field[]): void {
    const element = document.createElement('form')
    const problem = document.createElement('p')
    problem.className = 'problem'
    problem.setAttribute('role', 'alert')
    const submit = button(done)
    element.append(
      heading(title),
      paragraph(body),
      ...fields.map(field => field.row),
      problem,
      buttons(t('cancel'), submit)
    )
    element.addEventListener('submit', event => {
      event.preventDefault()
      const values = fields.map(field => field.input.value)
      problem.textContent = ''
      submit.disabled = true
      void answer(values)
        .then(text => {
          problem.textContent = text
          if (text) fields[0]?.input.select()
        })
        .finally(() => (submit.disabled = false))
    })
    page.append(element)
    fields[0]?.input.focus()
  }

  async function answer(values: string[]): Promise<string> {
    if (question.kind === 'new-passphrase') {
      if ((values[0] ?? '').length < SHORTEST_PASSPHRASE) return t('short')
      if (values[0] !== values[1]) return t('differs')
    }
    const text = question.kind === 'confirm-phrase' ? values.join(' ') : (values[0] ?? '')
    const problem = await window.secret.answer(text)
    return problem ? explain(problem) : ''
  }

  function explain({ code, details = {} }: SecretProblem): string {
    if (code === 'PHRASE_WORDS_WRONG') return t('wrongWords')
    if (code === 'PASSPHRASE_WRONG') return t('passphraseWrong')
    if (code === 'PHRASE_INVALID' && details.reason === 'word') {
      const hint = details.suggestions ? ` ${t('word_suggest', details)}` : ''
      return t('word_reason', details) + hint
    }
    if (code === 'PHRASE_INVALID' && details.reason === 'count') return t('count_reason', details)
    if (code === 'PHRASE_INVALID') return t('checksum_reason')
    return t('other', { code })
  }
}

interface Field {
  row: HTMLElement
  input: HTMLInputElement | HTMLTextAreaElement
}

function heading(text: string): HTMLElement {
  const element = document.createElement('h1')
  element.textContent = text
  document.title = text
  return element
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p')
  element.textContent = text
  return element
}

function wordList(words: string[]): HTMLElement {
  const list = document.createElement('ol')
  list.className = 'words'
  for (const word of words) {
    const item = document.createElement('li')
    item.textContent = word
    list.append(item)
  }
  return list
}

function textField(name: string): Field {
  const row = document.createElement('label')
  const caption = document.createElement('span')
  caption.textContent = name
  const input = document.createElement('input')
  input.type = 'text'
  input.autocomplete = 'off'
  input.autocapitalize = 'off'
  input.spellcheck = false
  row.append(caption, input)
  return { row, input }
}

function passField(name: string): Field {
  const field = textField(name)
  ;(field.input as HTMLInputElement).type = 'password'
  return field
}

function button(text: string, act?: () => void): HTMLButtonElement {
  const element = document.createElement('button')
  element.type = act ? 'button' : 'submit'
  element.className = 'main'
  element.textContent = text
  if (act) element.addEventListener('click', act)
  return element
}

function buttons(cancel: string, main: HTMLButtonElement): HTMLElement {
  const row = document.createElement('div')
  row.className = 'buttons'
  const away = button(cancel, () => void window.secret.close())
  away.className = ''
  row.append(away, main)
  return row
}
