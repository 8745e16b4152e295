import { Option, type Command } from 'commander'
import type { ReportOptions } from './commands/meter'
import { HELP } from './help'
import type { Invocation } from './invocation'
import { positive } from './options'

/** Adds `datomspace receipts` and `datomspace report`. */
export function addMeter(program: Command, call: Invocation): void {
  program
    .command('receipts <share>')
    .description('who signed for which use of a share, and what is missing')
    .option('--person <did>', 'only those of this person')
    .option('--limit <number>', 'how many, the newest first', positive, 100)
    .action((wanted: string, options: { person?: string; limit: number }, command: Command) =>
      call.withSpace(command, async (space, output) => {
        const { receipts } = await import('./commands/meter')
        return receipts(space, output, wanted, options)
      })
    )
  program
    .command('report')
    .description('a usage report: signed JSON, a page with charts, or CSV')
    .addOption(
      new Option('--format <format>', 'of the report')
        .choices(['json', 'html', 'csv'])
        .default('json')
    )
    .option('-o, --output <file>', 'file to write; stdout when left out')
    .option('--share <share>', 'only this share')
    .option('--person <did>', 'only this person')
    .option('--purpose <iri>', 'only for this purpose')
    .option('--from <time>', 'from this time on, e.g. 2027-01-31')
    .option('--to <time>', 'to this time')
    .option('--verify <file>', 'check a report offline, without a space; - reads stdin')
    .addHelpText('after', HELP.report)
    .action(async (options: ReportOptions & { verify?: string }, command: Command) => {
      const { report, verifyReportFile } = await import('./commands/meter')
      const { verify } = options
      if (verify !== undefined) {
        call.status = await verifyReportFile(call.output, verify, () => call.terminal.rest())
        return
      }
      return call.withSpace(command, (space, output) => report(space, output, options))
    })
}
