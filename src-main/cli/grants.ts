import { Argument, Option, type Command } from 'commander'
import { ACTIONS, PEOPLE_TEMPLATES, type Action } from '../rights'
import type { ConsentOptions } from './commands/consent'
import type { GrantOptions } from './commands/grants'
import type { AskOptions } from './commands/request'
import type { Invocation } from './invocation'
import { collect, list, positive } from './options'

/** Events of the profile that whoever gives has to say. */
const EVENTS = { 'owner-request': 'OwnerRequest', 'data-breach': 'DataBreach' } as const

const HELP = {
  grant: `
Without --to it is for whoever holds the key. A template is family, colleagues, one-look, until-friday or
names-and-phones; --terms FILE takes terms as "datomspace policy --templates --json" gives them, edited.

  $ datomspace grant --set Friends --to Bob --template colleagues
  $ datomspace grant --set Friends --template names-and-phones --dry-run`,
  declare: `
Terms may permit something, or demand a deletion, before, while or after an event. Whoever holds the share goes by it
as soon as it is said.

  $ datomspace declare Friends owner-request
  $ datomspace declare Friends data-breach --over`,
  narrow: `
The terms in the file may only take away from those that the share has. With --fields it gives these fields and no
others from now on: it goes on in new data that never held them, and the apps of its holders delete the old copy. What
was read or copied before cannot be taken back.

  $ datomspace narrow Friends --fields name,phones
  $ datomspace narrow Friends narrower.json`,
  policy: `
Says in words what the terms in a file mean and how far each is held up, and needs no space. Terms that this
version does not hold up end with status 5.

  $ datomspace policy terms.json
  $ datomspace policy --templates --json`,
  people: `
  $ datomspace people me                     (your key: give it to others)
  $ datomspace people add person1… --name Bob
  $ datomspace people accept Carol`,
  consent: `
SHARE is a received share, by id or label; ACTION what its terms permit with consent only (display when left out).
CONSENT is the id of a question, or the beginning of it.

  $ datomspace consent ask "Class of 2009" extract --message "For the reunion"
  $ datomspace consent give 0192 --until 7d --uses 3
  $ datomspace consent withdraw 0192`,
  request: `
  $ datomspace request ask Alice "May I have the names of your friends?" --fields name
  $ datomspace request grant 0192 --set Friends --template names-and-phones
  $ datomspace request decline 0193 --message "Not these"`
}

/** Rights given to others: grants, their terms, the people they are for, and what is asked for. */
export function addGrants(program: Command, call: Invocation): void {
  granting(program.command('grant'))
    .description('grant to whoever holds the key, or to a person, and print the key')
    .option('--to <person>', 'a person of the address book; nobody else can use the key then')
    .option('--dry-run', 'say what would be granted, in words, and make nothing')
    .addHelpText('after', HELP.grant)
    .action((options: GrantOptions, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { grant } = await import('./commands/grants')
        return grant(space, output, options, Date.now())
      })
    )
  program
    .command('grants [share]')
    .description('the shares that were given, or one of them with its terms in words')
    .action((wanted: string | undefined, _options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { grants } = await import('./commands/grants')
        return grants(space, output, wanted)
      })
    )
  program
    .command('renew <share>')
    .description('give a share a new end')
    .requiredOption('--until <end>', '1h, 7d, 2027-01-31, an ISO time, or never')
    .action((wanted: string, { until }: { until: string }, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { renew } = await import('./commands/grants')
        return renew(space, output, wanted, until, Date.now())
      })
    )
  for (const action of ['suspend', 'resume'] as const) {
    program
      .command(`${action} <share>`)
      .description(action === 'suspend' ? 'serve a share no longer, for now' : 'serve it again')
      .action((wanted: string, _options: object, command: Command) =>
        call.withSpaceToTheEnd(command, async (space, output) => {
          const { suspend } = await import('./commands/grants')
          return suspend(space, output, wanted, action)
        })
      )
  }
  program
    .command('declare <share>')
    .description('say that an event happened on which the terms of a share depend')
    .addArgument(new Argument('<event>', 'which').choices(Object.keys(EVENTS)))
    .option('--over', 'that it is over')
    .addHelpText('after', HELP.declare)
    .action(
      (wanted: string, event: keyof typeof EVENTS, options: { over?: true }, command: Command) =>
        call.withSpaceToTheEnd(command, async (space, output) => {
          const { declare } = await import('./commands/grants')
          const phase = options.over ? 'ends' : 'begins'
          return declare(space, output, wanted, { event: EVENTS[event], phase })
        })
    )
  program
    .command('narrow <share> [file]')
    .description('give a share terms that permit less, or fewer fields')
    .option('--fields <fields>', 'the fields that are still given, by commas', list)
    .addHelpText('after', HELP.narrow)
    .action(
      (
        wanted: string,
        file: string | undefined,
        options: { fields?: string[] },
        command: Command
      ) =>
        call.withSpaceToTheEnd(command, async (space, output) => {
          const { narrow } = await import('./commands/grants')
          return narrow(space, output, wanted, { ...options, ...(file !== undefined && { file }) })
        })
    )
  program
    .command('policy [file]')
    .description('what terms mean, in words; or the templates')
    .option('--templates', 'the templates that there are')
    .addOption(
      new Option('--language <tag>', 'of the words').choices(['en', 'zh-CN']).default('en')
    )
    .addHelpText('after', HELP.policy)
    .action(
      async (
        file: string | undefined,
        options: { templates?: boolean; language: 'en' | 'zh-CN' },
        command: Command
      ) => {
        const { policyFile, templates } = await import('./commands/policy')
        if (options.templates) return templates(call.output, Date.now(), options.language)
        if (file === undefined) return command.error('error: name a file, or --templates')
        call.status = await policyFile(call.output, file, options.language)
      }
    )
  addPeople(program, call)
  addRequests(program, call)
  addConsents(program, call)
}

function addPeople(program: Command, call: Invocation): void {
  program
    .command('people')
    .description('the address book: list, me, add, accept, rename, remove')
    .addArgument(
      new Argument('[action]')
        .choices(['list', 'me', 'add', 'accept', 'rename', 'remove'])
        .default('list')
    )
    .argument('[who]', 'a key to add; else a name or a did')
    .option('--name <name>', 'what to call them')
    .addHelpText('after', HELP.people)
    .action((action: string, who: string | undefined, options: { name?: string }, self: Command) =>
      call.withSpaceToTheEnd(self, async (space, output) => {
        const { addPerson, changePerson, me, people } = await import('./commands/people')
        if (action === 'list') return people(space, output)
        if (action === 'me') return me(space, output)
        if (who === undefined) return self.error(`error: say whom to ${action}`)
        if (action === 'add') return addPerson(space, output, who, options.name)
        if (action === 'accept' || action === 'remove') {
          return changePerson(space, output, who, { action })
        }
        if (options.name === undefined) return self.error('error: say the name with --name')
        return changePerson(space, output, who, { action: 'rename', name: options.name })
      })
    )
}

function addRequests(program: Command, call: Invocation): void {
  const request = program
    .command('request')
    .description('what was asked, both ways; or ask, grant, decline, withdraw')
    .addHelpText('after', HELP.request)
    .action((_options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { requests } = await import('./commands/request')
        return requests(space, output)
      })
    )
  request
    .command('ask <person> <message>')
    .description('ask somebody of the address book for data')
    .option('--label <text>', 'what is asked for')
    .option('--fields <groups>', 'the fields that are needed, e.g. name,phones', list)
    .option('--purpose <iri>', 'what for, an IRI of the Data Privacy Vocabulary')
    .option('--until <end>', 'until when')
    .action((who: string, message: string, options: AskOptions, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { ask } = await import('./commands/request')
        return ask(space, output, { who, message, options }, Date.now())
      })
    )
  granting(request.command('grant <request>'))
    .description('make the share that was asked for, and send its key')
    .option('--message <text>', 'what to say with it')
    .action((wanted: string, options: GrantOptions & { message?: string }, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { grantRequest } = await import('./commands/request')
        return grantRequest(space, output, wanted, options, Date.now())
      })
    )
  for (const action of ['decline', 'withdraw'] as const) {
    const command = request
      .command(`${action} <request>`)
      .description(action === 'decline' ? 'say no to a request' : 'take a request back')
    if (action === 'decline') command.option('--message <text>', 'what to say with it')
    command.action((wanted: string, options: { message?: string }, self: Command) =>
      call.withSpaceToTheEnd(self, async (space, output) => {
        const { answer } = await import('./commands/request')
        return answer(space, output, wanted, { action, ...options })
      })
    )
  }
}

function addConsents(program: Command, call: Invocation): void {
  const consent = program
    .command('consent')
    .description('what the terms permit with consent only: list, ask, give, decline, withdraw')
    .addHelpText('after', HELP.consent)
    .action((_options: object, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { consents } = await import('./commands/consent')
        return consents(space, output)
      })
    )
  consent
    .command('ask <share>')
    .description('ask whoever gave a received share')
    .addArgument(new Argument('[action]').choices(Object.keys(ACTIONS)).default('display'))
    .option('--purpose <iri>', 'what for, an IRI of the Data Privacy Vocabulary; default: anything')
    .option('--message <text>', 'why')
    .action(
      (
        what: string,
        action: Action,
        options: { purpose?: string; message?: string },
        command: Command
      ) =>
        call.withSpaceToTheEnd(command, async (space, output) => {
          const { askConsent } = await import('./commands/consent')
          return askConsent(space, output, { what, action, ...options })
        })
    )
  consent
    .command('give <consent>')
    .description('consent, by signature')
    .option('--until <end>', 'default: the end of the share')
    .option('--uses <number>', 'how many times; default: any number', positive)
    .option('--message <text>', 'what to say with it')
    .action((wanted: string, options: ConsentOptions, command: Command) =>
      call.withSpaceToTheEnd(command, async (space, output) => {
        const { giveConsent } = await import('./commands/consent')
        return giveConsent(space, output, wanted, options, Date.now())
      })
    )
  const CHANGES = {
    decline: 'say no',
    withdraw: 'withdraw a consent that was given',
    'take-back': 'take a question back'
  } as const
  for (const action of Object.keys(CHANGES) as (keyof typeof CHANGES)[]) {
    const command = consent.command(`${action} <consent>`).description(CHANGES[action])
    if (action !== 'take-back') command.option('--message <text>', 'what to say with it')
    command.action((wanted: string, options: { message?: string }, self: Command) =>
      call.withSpaceToTheEnd(self, async (space, output) => {
        const { changeConsent } = await import('./commands/consent')
        return changeConsent(space, output, wanted, { action, ...options })
      })
    )
  }
}

/** The options that say what is granted on which terms. */
function granting(command: Command): Command {
  return command
    .option('--set <name>', 'the set to share; may be left out when there is only one')
    .option('--id <id>', 'only this contact; may be given several times', collect)
    .option('--tag <tag>', 'only contacts with this tag')
    .addOption(new Option('--template <name>', 'ready terms').choices(PEOPLE_TEMPLATES))
    .addOption(
      new Option('--terms <file>', 'terms of your own, in JSON').conflicts([
        'template',
        'fields',
        'until'
      ])
    )
    .option('--fields <groups>', 'only these fields, e.g. name,phones,emails', list)
    .option('--until <end>', '30m, 1h, 7d, 4w, 2027-01-31, an ISO time, or never')
    .option('--label <text>', 'what it is called (the name of the set when left out)')
    .option('--about-others', 'confirm that this is data about other people, for the record')
}
