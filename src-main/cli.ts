import { run } from './cli/program'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second time the person means it.
  process.on(signal, () => (interrupted.signal.aborted ? process.exit(130) : interrupted.abort()))
}

const { stdin, stdout, stderr } = process
// A reader that closes its pipe early, such as `head`, is no error of ours.
stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0)
  throw error
})

void run(process.argv.slice(2), { stdin, stdout, stderr }, interrupted.signal).then(status => {
  process.exitCode = status
})
