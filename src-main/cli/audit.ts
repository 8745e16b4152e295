import { Option, type Command } from 'commander'
import { TRAIL_EVENTS } from '../meter/trail-event'
import type { AuditOptions } from './commands/audit'
import { HELP } from './help'
import type { Invocation } from './invocation'
import { positive } from './options'

type Options = AuditOptions & { verify?: string | true; export?: string }

/** Adds `datomspace audit`. */
export function addAudit(program: Command, call: Invocation): void {
  program
    .command('audit')
    .description('what happened to rights: list it, export it, verify it')
    .option('--verify [file]', 'check the trail of the space, or an exported one without a space')
    .option('--export <file>', 'write the whole trail with a signed head; - is stdout')
    .addOption(new Option('--event <event>', 'only these').choices(TRAIL_EVENTS))
    .option('--person <did>', 'only what this person had a part in')
    .option('--query <text>', 'only entries with these words')
    .option('--limit <number>', 'how many, the newest first', positive, 100)
    .addHelpText('after', HELP.audit)
    .action(async (options: Options, command: Command) => {
      const { audit, exportTrail, verifyFile, verifyOwn } = await import('./commands/audit')
      const { verify, export: file } = options
      if (typeof verify === 'string') {
        const text = verify === '-' ? await call.terminal.rest() : undefined
        call.status = await verifyFile(call.output, verify, text)
        return
      }
      return call.withSpace(command, async (space, output) => {
        if (verify) return verifyOwn(space, output)
        if (file !== undefined) return exportTrail(space, output, file)
        return audit(space, output, options)
      })
    })
}
