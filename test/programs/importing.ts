import { Home } from '../space/home'

/**
 * Alice's space in a process of its own that imports a file and is killed in the middle, by itself: a test
 * that kills it may be late when the machine is busy. Arguments: storage, seed in hex, path of the file, how
 * many contacts have been written when it is killed, and how many milliseconds after that.
 */
async function main(): Promise<void> {
  const [storage, seed, path, written, later] = process.argv.slice(2) as string[]
  const home = await Home.open({ storage: storage!, seed: Buffer.from(seed!, 'hex') })
  const { token } = await home.files.offer({ path: path! })
  const { id } = await home.imports.open({ tokens: [token] })
  await home.past(id, 'reading')
  const die = () => process.kill(process.pid, 'SIGKILL')
  home.imports.on('change', () => {
    void home.imports.get({ id }).then(({ phase, progress }) => {
      if (phase !== 'writing' || progress.done < Number(written)) return
      if (Number(later) === 0) die()
      else setTimeout(die, Number(later))
    })
  })
  await home.imports.commit({ id })
  await home.past(id, 'writing')
  await home.stop()
  process.exit(0)
}

void main()
