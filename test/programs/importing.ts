import { Home } from '../space/home'

/**
 * Alice's space in a process of its own that imports a file and tells how far it is, to be killed in
 * the middle. Arguments: storage, seed in hex, text of the file.
 */
async function main(): Promise<void> {
  const [storage, seed, path] = process.argv.slice(2) as [string, string, string]
  const home = await Home.open({ storage, seed: Buffer.from(seed, 'hex') })
  const { token } = await home.files.offer({ path })
  const { id } = await home.imports.open({ tokens: [token] })
  await home.past(id, 'reading')
  say({ reviewed: id })
  home.imports.on('change', () => {
    void home.imports.get({ id }).then(job => say({ phase: job.phase, done: job.progress.done }))
  })
  await home.imports.commit({ id })
  const job = await home.past(id, 'writing')
  say({ finished: job.phase })
  await home.stop()
}

function say(message: Record<string, unknown>): void {
  process.stdout.write(JSON.stringify(message) + '\n')
}

void main()
