import { capture, hasCommand, say, StepError } from './step.mjs'

/**
 * Debian's packages by what they are for. A list inside a list names the same library under the
 * names of several releases.
 */
const PACKAGES = {
  window: [
    ['libgtk-3-0t64', 'libgtk-3-0'],
    ['libasound2t64', 'libasound2'],
    'libnss3',
    'libgbm1',
    'libxss1',
    'libnotify4',
    'libatomic1',
    'libsecret-1-0'
  ],
  headless: ['xvfb', 'xauth'],
  keytar: ['libsecret-1-dev'],
  keyring: ['gnome-keyring', 'dbus', 'dbus-x11'],
  fonts: ['fonts-noto-cjk']
}

/**
 * Sees to the system libraries; only on Debian and its relatives, elsewhere it does nothing.
 *
 * As root the missing ones are installed. Else a missing one of `essential` ends the script with the
 * exact line to run, and a missing one of the rest is only mentioned.
 *
 * @param {{ essential: (keyof typeof PACKAGES)[], wanted?: (keyof typeof PACKAGES)[] }} purposes
 */
export async function prepareSystem({ essential, wanted = [] }) {
  if (process.platform !== 'linux' || !hasCommand('dpkg-query')) return
  const installed = await installedPackages()
  const missing = purposes =>
    purposes.flatMap(purpose => PACKAGES[purpose]).filter(name => !isThere(installed, name))
  const needed = missing(essential)
  const nice = missing(wanted)
  if (needed.length + nice.length === 0) return say('system', 'libraries are there')
  if (process.getuid() === 0) return install([...needed, ...nice])
  const line = names => `sudo apt-get install -y --no-install-recommends ${names.flat().join(' ')}`
  if (needed.length > 0) {
    const names = await available([...needed, ...nice])
    throw new StepError(
      `System libraries are missing. Install them and start again:\n  ${line(names)}`
    )
  }
  say('system', `works, and better after: ${line(await available(nice))}`)
}

async function installedPackages() {
  const names = Object.values(PACKAGES).flat(2)
  const format = '-f=${Package} ${db:Status-Status}\\n'
  const { output } = await capture('dpkg-query', ['-W', format, ...names])
  const lines = output.split('\n').filter(line => line.endsWith(' installed'))
  return new Set(lines.map(line => line.split(' ')[0]))
}

function isThere(installed, name) {
  return [name].flat().some(one => installed.has(one))
}

async function install(missing) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = async (...args) => {
    const { code, output } = await capture('apt-get', args, { env: environment })
    if (code !== 0) throw new StepError(`apt-get ${args.join(' ')} failed:\n${output.slice(-4000)}`)
  }
  say('system', `installing ${missing.map(name => [name].flat().at(-1)).join(' ')}`)
  await apt('update')
  await apt('install', '-y', '--no-install-recommends', ...(await available(missing)))
}

/** Of several names for one library, the one that this release knows. */
async function available(missing) {
  const chosen = []
  for (const names of missing.map(name => [name].flat())) {
    let found = names.at(-1)
    for (const name of names.slice(0, -1)) {
      const { output } = await capture('apt-cache', ['policy', name])
      if (/Candidate: (?!\(none\))/.test(output)) found = name
    }
    chosen.push(found)
  }
  return chosen
}
