/**
 * cli: the `datomspace` command. A thin shell over the contract: it attaches to the space that runs on
 * this machine or opens it for one command, asks, and prints. May import every room but `desktop`.
 * Promises that stdout holds the result and nothing else, that exit statuses are those of docs/cli.md,
 * and that a command loads only what it needs: `inspect` starts without the network and the storage.
 */
import { Argument, Command, CommanderError, Option } from 'commander'
import { version } from '../../package.json'
import { DatomspaceError } from '../error'
import type { Listed } from './commands/list'
import type { ReadOptions } from './commands/read'
import { addAudit } from './audit'
import { EXIT, exitCodeOf } from './exit'
import { FOOTER, HELP } from './help'
import { Invocation, type Signals } from './invocation'
import { collect, count, list, nodes, positive } from './options'
import { Output } from './output'
import { addGrants } from './grants'
import { addMeter } from './meter'
import { addOwnership } from './ownership'
import { Terminal } from './terminal'

export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

const LEVELS = ['public', 'internal', 'personal', 'confidential', 'restricted']
const LISTED: readonly Listed[] = ['contacts', 'sets', 'shares', 'received', 'imports']
const EXPORTED = ['vcard3', 'vcard4', 'csv']

/**
 * Runs one command.
 *
 * @param args the arguments after the program's name
 * @returns the exit status, see docs/cli.md
 */
export async function run(args: string[], streams: Streams, signals: Signals): Promise<number> {
  const mode = args.includes('--json') ? 'json' : 'text'
  const { stdout, stderr } = streams
  const output = new Output({ mode, stdout, stderr })
  const call = new Invocation(output, new Terminal(streams.stdin, stderr), signals)
  try {
    await programOf(call, streams, mode).parseAsync(args, { from: 'user' })
    return call.status
  } catch (error) {
    // Who stops to read, such as `head`, has what they wanted.
    if (signals.unread.aborted && !signals.interrupted.aborted) return EXIT.ok
    return failed(error, output, signals.interrupted)
  }
}

function programOf(call: Invocation, streams: Streams, mode: Output['mode']): Command {
  const { interrupted } = call.signals
  const program = new Command('datomspace')
  describe(program, streams, mode)

  program
    .command('serve')
    .description('run the space of this machine until it is stopped, without a window')
    .option('--name <name>', 'name that people see whom you share with')
    .addHelpText('after', HELP.serve)
    .action(async (options: { name?: string }, command: Command) => {
      const { serve } = await import('./commands/serve')
      const { terminal, output } = call
      call.status = await serve(call.choiceOf(command), options, terminal, output, interrupted)
    })
  program
    .command('init')
    .description('make a new space, or restore one from its 24 words')
    .option('--name <name>', 'name that people see whom you share with')
    .option('--restore', 'ask for the 24 words of an existing space (or read them from stdin)')
    .addHelpText('after', HELP.init)
    .action(async (options: { name?: string; restore?: boolean }, command: Command) => {
      const { initSpace } = await import('./commands/init')
      await initSpace(call.choiceOf(command), options, call.terminal, call.output)
    })
  program
    .command('inspect <files...>')
    .description('say what is in vCard, CSV and ZIP files, without a space')
    .option('--charset <name>', 'read with this charset instead of the one that is found')
    .option('--locale <tag>', 'language that helps to guess a charset, such as zh-CN')
    .option('--limit <megabytes>', 'largest file to read', positive, 50)
    .addHelpText('after', HELP.inspect)
    .action(async (files: string[], options: { limit: number }) => {
      const { inspect } = await import('./commands/inspect')
      call.status = await inspect(call.output, files, options, interrupted)
    })
  program
    .command('import <files...>')
    .description('read contacts into a set; what is there already is not made twice')
    .option('--set <name>', 'set to write into; a new name makes a new set')
    .addOption(new Option('--level <level>', 'security level').choices(LEVELS))
    .option('--tag <tag>', 'tag for what is imported; may be given several times', collect)
    .option('--charset <name>', 'read with this charset instead of the one that is found')
    .option('--map <header=field>', 'what a column of an unknown CSV means; several times', collect)
    .option('--guess', 'take the guessed meaning of the columns of an unknown CSV')
    .addOption(
      new Option('--duplicates <action>', 'what to do with likely duplicates')
        .choices(['create', 'merge', 'skip'])
        .default('skip')
    )
    .option('--dry-run', 'say what would happen, and write nothing')
    .addHelpText('after', HELP.import)
    .action((files: string[], options: object, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { importFiles } = await import('./commands/import')
        return importFiles(space, output, files, options, interrupted)
      })
    )
  program
    .command('list')
    .description('list contacts, sets, shares, received shares or imports')
    .addArgument(new Argument('[what]', 'what to list').choices(LISTED).default('contacts'))
    .option('--query <text>', 'only contacts that match')
    .option('--set <name>', 'only contacts of this set')
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--received', 'only contacts of others')
    .action((what: Listed, options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { list } = await import('./commands/list')
        return list(space, output, what, options)
      })
    )
  program
    .command('show <contact>')
    .description('one contact, whole, by its id or its name')
    .action((wanted: string, _options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { show } = await import('./commands/show')
        return show(space, output, wanted)
      })
    )
  program
    .command('share')
    .description('grant, and print the key to send')
    .option('--set <name>', 'the set to share; may be left out when there is only one')
    .option('--id <id>', 'only this contact; may be given several times', collect)
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--fields <groups>', 'only these fields, e.g. name,phones,emails', list)
    .option('--until <end>', '30m, 1h, 7d (default), 4w, 2027-01-31, an ISO time, or never')
    .option('--label <text>', 'what it is called (the name of the set when left out)')
    .addHelpText('after', HELP.share)
    .action((options: object, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { share } = await import('./commands/share')
        return share(space, output, options, Date.now())
      })
    )
  program
    .command('receive <key>')
    .description('show the terms of a key, and follow it once they are accepted')
    .option('-y, --accept', 'accept the terms without asking')
    .option('--timeout <seconds>', 'without any progress, leave the rest for later', positive, 60)
    .addHelpText('after', HELP.receive)
    .action((key: string, options: { accept?: boolean; timeout: number }, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { receive } = await import('./commands/receive')
        const { terminal } = call
        const ask = (question: string): Promise<boolean> => terminal.confirm(question)
        return receive(
          space,
          output,
          key === '-' ? await terminal.rest() : key,
          {
            patience: options.timeout,
            ...(options.accept ? { accept: true } : {}),
            ...(terminal.interactive ? { ask } : {})
          },
          interrupted
        )
      })
    )
  program
    .command('read <what>')
    .description('the contacts of a received share, or the blocks of a raw core')
    .addOption(
      new Option('--format <format>', 'of contacts')
        .choices(['json', ...EXPORTED])
        .default('json', 'JSON lines')
    )
    .option('--from <index>', 'first block', count)
    .option('--to <index>', 'block to stop before', count)
    .option('--live', 'go on with what is appended, until stopped')
    .option('--at <host>', 'the space that has the core: NAME or NAME@KEY, here or on the network')
    .option('--timeout <seconds>', 'how long to look for who has the core', positive, 30)
    .addHelpText('after', HELP.read)
    .action(async (what: string, options: ReadOptions, command: Command) => {
      const { coreKeyOf, readCore, readReceived } = await import('./commands/read')
      const key = coreKeyOf(what, options)
      if (!key) {
        return call.withSpace(command, (space, output) =>
          readReceived(space, output, what, options.format)
        )
      }
      return call.withCore(command, key, options, (core, output) =>
        readCore(core, output, options, call.stopped)
      )
    })
  program
    .command('revoke <share>')
    .description('end a share now; later versions are encrypted with a new key')
    .addHelpText('after', HELP.revoke)
    .action((wanted: string, _options: object, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { revoke } = await import('./commands/share')
        return revoke(space, output, wanted)
      })
    )
  program
    .command('export')
    .description('write your contacts as vCard or CSV')
    .addOption(new Option('--format <format>', 'of the file').choices(EXPORTED).default('vcard4'))
    .option('-o, --output <file>', 'file to write; stdout when left out')
    .option('--query <text>', 'only contacts that match')
    .option('--set <name>', 'only contacts of this set')
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--id <id>', 'only this contact; may be given several times', collect)
    .action((options: { format: 'vcard4' }, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { exportContacts } = await import('./commands/export')
        return exportContacts(space, output, options)
      })
    )
  addAudit(program, call)
  addMeter(program, call)
  addGrants(program, call)
  addOwnership(program, call)
  program
    .command('country [code]')
    .description('in which country this computer is, for terms that depend on it')
    .addHelpText('after', HELP.country)
    .action((code: string | undefined, _options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { country } = await import('./commands/country')
        return country(space, output, code)
      })
    )
  program
    .command('status')
    .description('the space, its identity, its network, and how much is in it')
    .action((_options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { status } = await import('./commands/status')
        return status(space, output)
      })
    )
  return program
}

function describe(program: Command, streams: Streams, mode: Output['mode']): void {
  program
    .description('A data space of your own: contacts as assets you own, share and take back.')
    .version(version, '-V, --version', 'say which version this is')
    .option('--json', 'one JSON value or JSON lines on stdout, and nothing else there')
    .option('--storage <folder>', 'folder of the space (DATOMSPACE_STORAGE)')
    .option('--host <name>', 'name of the space on this machine (DATOMSPACE_HOST)')
    .addOption(
      new Option(
        '--keychain <kind>',
        'where the key of the space is kept (DATOMSPACE_KEYCHAIN)'
      ).choices(['keytar', 'file', 'memory'])
    )
    .option(
      '--passphrase-file <file>',
      'passphrase of a sealed key, e.g. a credential of the service manager (DATOMSPACE_PASSPHRASE_FILE)'
    )
    .option(
      '--bootstrap <nodes>',
      'own network nodes, host:port,host:port (DATOMSPACE_BOOTSTRAP)',
      nodes
    )
    .addHelpText('after', FOOTER)
    .showHelpAfterError('(datomspace --help says what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: text => streams.stdout.write(text),
      // With --json it is told as an error in JSON, see below.
      writeErr: text => {
        if (mode === 'text') streams.stderr.write(text)
      }
    })
}

function failed(error: unknown, output: Output, interrupted: AbortSignal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok
    const message = error.code === 'commander.help' ? 'Say which command' : error.message
    if (output.mode === 'json') {
      output.error(new DatomspaceError('INVALID_ARGUMENT', message.replace(/^error: /, '')))
    }
    return EXIT.usage
  }
  const known = DatomspaceError.from(error)
  output.error(known)
  return interrupted.aborted ? EXIT.interrupted : exitCodeOf(known.code)
}
