import { Command, CommanderError, Option } from 'commander'
import { DatomspaceError } from '../error'
import { importFiles } from './commands/import'
import { inspect } from './commands/inspect'
import { list, show, status, type Listed } from './commands/list'
import { readReceived, receive } from './commands/receive'
import { revoke, share } from './commands/share'
import { exportContacts } from './commands/export'
import { initSpace } from './commands/init'
import { serve } from './commands/serve'
import type { Connection } from './connection'
import { EXIT, exitCodeOf } from './exit'
import { connect, type SpaceChoice } from './open'
import { Output } from './output'
import { Terminal } from './terminal'

export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

interface Global extends SpaceChoice {
  json?: boolean
}

/**
 * Runs one command.
 *
 * @param args the arguments after the program's name
 * @param signal aborted when the person presses Ctrl-C
 * @returns the exit status, see docs/cli.md
 */
export async function run(args: string[], streams: Streams, signal: AbortSignal): Promise<number> {
  let exitStatus: number = EXIT.ok
  const program = new Command('datomspace')
  const terminal = new Terminal(streams.stdin, streams.stderr)
  const outputOf = (command: Command): Output =>
    new Output({
      mode: command.optsWithGlobals<Global>().json ? 'json' : 'text',
      stdout: streams.stdout,
      stderr: streams.stderr
    })
  /** Runs with a connection that is closed whatever happens. */
  const withSpace = async (
    command: Command,
    use: (connection: Connection, output: Output) => Promise<number | void>
  ): Promise<void> => {
    const output = outputOf(command)
    const connection = await connect(command.optsWithGlobals<Global>(), terminal, output)
    try {
      exitStatus = (await use(connection, output)) ?? EXIT.ok
    } finally {
      await connection.close()
    }
  }

  describe(program, streams)
  program
    .command('serve')
    .description('run the space of this machine until it is stopped, without a window')
    .option('--name <name>', 'name that people see who you share with')
    .action(async (options: { name?: string }, command: Command) => {
      exitStatus = await serve(
        command.optsWithGlobals<Global>(),
        options,
        terminal,
        outputOf(command),
        signal
      )
    })
  program
    .command('init')
    .description('make a new space, or restore one from its 24 words')
    .option('--name <name>', 'name that people see who you share with')
    .option('--restore', 'ask for the 24 words of an existing space')
    .action(async (options: { name?: string; restore?: boolean }, command: Command) => {
      await initSpace(command.optsWithGlobals<Global>(), options, terminal, outputOf(command))
    })
  program
    .command('inspect <files...>')
    .description('say what is in vCard, CSV and ZIP files, without a space')
    .option('--charset <name>', 'read with this charset instead of the one that is found')
    .option('--locale <tag>', 'language that helps to guess a charset, such as zh-CN')
    .option('--limit <megabytes>', 'largest file to read', Number, 50)
    .action(async (files: string[], options: { limit: number }, command: Command) => {
      exitStatus = await inspect(outputOf(command), files, options)
    })
  program
    .command('import <files...>')
    .description('read contacts into a set; what is there already is not made twice')
    .option('--set <name>', 'set to write into; a new name makes a new set')
    .addOption(new Option('--level <level>', 'security level').choices(LEVELS))
    .option('--tag <tag...>', 'tags for what is imported')
    .option('--charset <name>', 'read with this charset instead of the one that is found')
    .addOption(
      new Option('--duplicates <action>', 'what to do with likely duplicates')
        .choices(['create', 'merge', 'skip'])
        .default('skip')
    )
    .option('--dry-run', 'say what would happen, and write nothing')
    .action((files: string[], options: object, command: Command) =>
      withSpace(command, (space, output) => importFiles(space, output, files, options, signal))
    )
  program
    .command('list [what]')
    .description(`list ${LISTED.join(', ')}`)
    .option('--query <text>', 'only contacts that match')
    .option('--set <name>', 'only contacts of this set')
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--received', 'only contacts of others')
    .action((what: string | undefined, options: object, command: Command) =>
      withSpace(command, (space, output) => list(space, output, listed(what), options))
    )
  program
    .command('show <id>')
    .description('one contact, whole')
    .action((id: string, _options: object, command: Command) =>
      withSpace(command, (space, output) => show(space, output, id))
    )
  program
    .command('share')
    .description('grant, and print the key to send')
    .option('--set <name>', 'the set to share (the first one when left out)')
    .option('--id <id...>', 'only these contacts')
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--fields <groups>', 'only these fields: name,phones,emails,addresses,work,…')
    .option('--until <end>', '1h, 7d (default), 2027-01-31, an ISO time, or never')
    .option('--label <text>', 'what it is called')
    .action((options: object, command: Command) =>
      withSpace(command, (space, output) => share(space, output, options, Date.now()))
    )
  program
    .command('receive <key>')
    .description('show the terms of a key, and follow it once they are accepted; - reads the key')
    .option('-y, --accept', 'accept the terms without asking')
    .action((key: string, options: { accept?: boolean }, command: Command) =>
      withSpace(command, async (space, output) =>
        receive(
          space,
          output,
          key === '-' ? await terminal.rest() : key,
          { ...options, ask: question => terminal.confirm(question) },
          signal
        )
      )
    )
  program
    .command('read <share>')
    .description('the contacts that came by a received share')
    .addOption(
      new Option('--format <format>', 'output').choices(FORMATS).default('json', 'JSON lines')
    )
    .action((wanted: string, options: { format: 'json' }, command: Command) =>
      withSpace(command, (space, output) => readReceived(space, output, wanted, options.format))
    )
  program
    .command('revoke <share>')
    .description('end a share now; later versions are encrypted with a new key')
    .action((wanted: string, _options: object, command: Command) =>
      withSpace(command, (space, output) => revoke(space, output, wanted))
    )
  program
    .command('export')
    .description('write contacts as vCard or CSV')
    .addOption(new Option('--format <format>').choices(FORMATS.slice(1)).default('vcard4'))
    .option('-o, --output <file>', 'file to write; stdout when left out')
    .option('--query <text>', 'only contacts that match')
    .option('--set <name>', 'only contacts of this set')
    .option('--tag <tag>', 'only contacts with this tag')
    .option('--id <id...>', 'only these contacts')
    .action((options: { format: 'vcard4' }, command: Command) =>
      withSpace(command, (space, output) => exportContacts(space, output, options))
    )
  program
    .command('status')
    .description('the space, its identity, its network, and how much is in it')
    .action((_options: object, command: Command) =>
      withSpace(command, (space, output) => status(space, output))
    )

  try {
    await program.parseAsync(args, { from: 'user' })
    return exitStatus
  } catch (error) {
    return failed(error, args, streams, signal)
  }
}

const LEVELS = ['public', 'internal', 'personal', 'confidential', 'restricted']
const LISTED: Listed[] = ['contacts', 'sets', 'shares', 'received', 'imports']
const FORMATS = ['json', 'vcard3', 'vcard4', 'csv']

function describe(program: Command, streams: Streams): void {
  program
    .description('A data space of your own: contacts as assets you own, share and take back.')
    .option('--json', 'one JSON value or JSON lines on stdout, and nothing else there')
    .option('--storage <folder>', 'folder of the space')
    .option('--host <name>', 'name of the space on this machine')
    .addOption(
      new Option('--keychain <kind>', 'where the key of the space is kept').choices([
        'keytar',
        'file',
        'memory'
      ])
    )
    .option('--passphrase-file <file>', 'passphrase of a sealed key, e.g. a service credential')
    .option('--bootstrap <nodes>', 'own network nodes, host:port,host:port')
    .exitOverride()
    .configureOutput({
      writeOut: text => streams.stdout.write(text),
      writeErr: text => streams.stderr.write(text)
    })
    .showHelpAfterError('(datomspace --help says what there is)')
}

function listed(what = 'contacts'): Listed {
  if ((LISTED as string[]).includes(what)) return what as Listed
  throw new DatomspaceError('INVALID_ARGUMENT', `There is nothing called ${what}: ${LISTED}`)
}

function failed(error: unknown, args: string[], streams: Streams, signal: AbortSignal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  const mode = args.includes('--json') ? 'json' : 'text'
  const known = DatomspaceError.from(error)
  new Output({ mode, stdout: streams.stdout, stderr: streams.stderr }).error(known)
  return signal.aborted ? EXIT.interrupted : exitCodeOf(known.code)
}
