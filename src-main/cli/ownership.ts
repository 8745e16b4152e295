import type { Command } from 'commander'
import type { Invocation } from './invocation'

/** Adds `datomspace ownership` and `datomspace verify`. */
export function addOwnership(program: Command, call: Invocation): void {
  program
    .command('ownership <id>')
    .description('the signed credential of a set or a datom, to give away')
    .option('--reveal', 'put in what a datom holds, with the salt of its commitment')
    .action((wanted: string, options: { reveal?: boolean }, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { ownership } = await import('./commands/ownership')
        return ownership(space, output, wanted, options)
      })
    )
  program
    .command('verify <file>')
    .description('whether a file proves who owns a set or a datom; - reads stdin')
    .action(async (file: string) => {
      const { verify } = await import('./commands/verify')
      call.status = await verify(call.output, file, () => call.terminal.rest())
    })
}
