import type { Command } from 'commander'
import type { AcceptOptions, OfferOptions } from './commands/transfer'
import type { Invocation } from './invocation'

const HELP = `
By letter it goes on while both spaces run. By files: the giver writes one that only the taker can open, the taker
accepts it and sends the answer back, and the giver accepts the answer.

  $ datomspace transfer "Ann Lee" --to Bob
  $ datomspace transfer                              (what is offered, both ways)
  $ datomspace transfer accept 0192 --set Friends    (on Bob's machine)

  $ datomspace transfer "Ann Lee" --to did:key:z6Mk… --file ann.parcel
  $ datomspace transfer accept --file ann.parcel --output ann.answer
  $ datomspace transfer accept --file ann.answer     (on the giver's machine again)`

/** Adds `datomspace ownership`, `verify`, `transfer`, `retire` and `dispute`. */
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
  addTransfers(program, call)
  for (const action of ['retire', 'dispute'] as const) {
    program
      .command(`${action} <contact>`)
      .description(
        action === 'retire'
          ? 'sign that a contact of yours is out of use'
          : 'sign that you object to a contact; of a received one its owner is told'
      )
      .requiredOption('--reason <text>', 'why; it is in the record that is signed')
      .action((wanted: string, { reason }: { reason: string }, command: Command) =>
        call.withSpaceToTheEnd(command, async (space, output) => {
          const { signRecord } = await import('./commands/transfer')
          return signRecord(space, output, wanted, { action, reason })
        })
      )
  }
}

function addTransfers(program: Command, call: Invocation): void {
  const transfer = program
    .command('transfer [contact]')
    .description('what was handed over, both ways; offer a contact; accept, decline, withdraw')
    .option('--to <person>', 'a person of the address book; with --file also any did')
    .option('--message <text>', 'what to say with the offer')
    .option('--file <file>', 'write a file that only they can open, instead of a letter')
    .addHelpText('after', HELP)
    .action((wanted: string | undefined, options: OfferOptions, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { offer, transfers } = await import('./commands/transfer')
        if (wanted !== undefined) return offer(space, output, wanted, options)
        if (options.to !== undefined) return command.error('error: say which contact to hand over')
        return transfers(space, output)
      })
    )
  transfer
    .command('list')
    .description('the same as without anything: what was handed over, both ways')
    .action((_options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { transfers } = await import('./commands/transfer')
        return transfers(space, output)
      })
    )
  transfer
    .command('accept [offer]')
    .description('take what is offered, or what is in a file')
    .option('--set <name>', 'the set to take it into; the first one when left out')
    .option('--file <file>', 'a file from the giver, or the answer of the taker')
    .option('-o, --output <file>', 'where to write the answer to send back; stdout when left out')
    .action((wanted: string | undefined, _options: object, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { accept } = await import('./commands/transfer')
        // `--file` is taken by the command above, which has one too.
        return accept(space, output, wanted, command.optsWithGlobals<AcceptOptions>())
      })
    )
  for (const action of ['decline', 'withdraw'] as const) {
    const command = transfer
      .command(`${action} <offer>`)
      .description(action === 'decline' ? 'say no to an offer' : 'take an offer back')
    if (action === 'decline') command.option('--reason <text>', 'what to say with it')
    command.action((wanted: string, { reason }: { reason?: string }, self: Command) =>
      call.withSpaceToTheEnd(self, async (space, output) => {
        const { end } = await import('./commands/transfer')
        return end(space, output, wanted, { action, ...(reason !== undefined && { reason }) })
      })
    )
  }
}
