import { run } from './cli/program'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The second time the person means it.
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(130)
    interrupted.abort()
  })
}

const { stdin, stdout, stderr } = process
const unread = new AbortController()
// A reader that closes its pipe early, such as `head`, is no error of ours.
for (const stream of [stdout, stderr]) {
  stream.on('error', error => {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
    if (stream === stdout) unread.abort()
  })
}

const signals = { interrupted: interrupted.signal, unread: unread.signal }
void run(process.argv.slice(2), { stdin, stdout, stderr }, signals).then(status => {
  process.exitCode = status
  // All is closed; whatever a library still holds must not keep the person waiting.
  setTimeout(() => process.exit(), 3_000).unref()
})
