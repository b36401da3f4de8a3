import process from 'node:process'
import { Argument, type Command } from 'commander'
import { z } from 'zod'
import { callApi, readPages } from '../api/call-api.ts'
import { type ApiFlags, UsageError, wholeNumber, withApi } from '../arguments/command-arguments.ts'
import { describeOutlets } from '../show/describe-outlets.ts'

const Outlet = z.object({
  id: z.string(),
  site: z.string(),
  name: z.string(),
  interval_seconds: z.int(),
  enabled: z.boolean(),
  online: z.boolean().nullable(),
  last_extracted_at: z.string().nullable(),
  next_sweep_at: z.string(),
  skipped_overlaps: z.int(),
})

interface OutletFlags extends ApiFlags {
  name?: string
  interval?: number
  timezone?: string
  confirmations?: number
  enable?: boolean
  disable?: boolean
}

/** `edgesweep outlets [list | add URL | set OUTLET]`: lists outlets, adds one, or changes one. */
export const outletsCommand = (program: Command) => {
  const outlets = program.command('outlets').description('List outlets, add one, or change one.')
  withApi(outlets.command('list', { isDefault: true }))
    .description('Show all outlets with their state, the age of their items and the time of their next sweep.')
    .action(async (flags: ApiFlags) => {
      const all = await Array.fromAsync(readPages(flags, '/v1/outlets', { limit: '1000' }))
      process.stdout.write(describeOutlets(z.array(Outlet).parse(all), Date.now()))
    })
  withSchedule(outlets.command('add'))
    .description('Add an outlet. It is due at once. Use `edgesweep import FILE --into outlets` to add many.')
    .argument('<URL>', 'address of its page')
    .requiredOption('--site <name>', 'the module that reads the page, such as schema-org')
    .requiredOption('--name <name>', 'name of the outlet')
    .option('--options <json>', 'options of the site')
    .action(async (url: string, { site, options, ...flags }: OutletFlags & { site: string; options?: string }) => {
      const json = { url, site, ...(options !== undefined && { options: parseOptions(options) }), ...scheduleOf(flags) }
      await printOutlet('added', await callApi(flags, { method: 'POST', path: '/v1/outlets', json }))
    })
  withSchedule(outlets.command('set'))
    .description('Change an outlet. An outlet that becomes enabled is due at once.')
    .addArgument(new Argument('<OUTLET>', 'id of the outlet (out_…)'))
    .option('--name <name>', 'name of the outlet')
    .option('--enable', 'include it in sweeps')
    .action(async (id: string, flags: OutletFlags) => {
      if (flags.enable && flags.disable) throw new UsageError('use --enable or --disable, not both')
      const path = `/v1/outlets/${encodeURIComponent(id)}`
      await printOutlet('changed', await callApi(flags, { method: 'PATCH', path, json: scheduleOf(flags) }))
    })
}

const withSchedule = (command: Command): Command =>
  withApi(command)
    .option('--interval <seconds>', 'time from one sweep to the next', wholeNumber(60))
    .option('--timezone <name>', 'time zone of its calendar days, such as Europe/Vienna')
    .option(
      '--confirmations <n>',
      'consecutive observations that must agree before a change is reported',
      wholeNumber(1),
    )
    .option('--disable', 'exclude it from sweeps')

const scheduleOf = ({ name, interval, timezone, confirmations, enable, disable }: OutletFlags) => ({
  ...(name !== undefined && { name }),
  ...(interval !== undefined && { interval_seconds: interval }),
  ...(timezone !== undefined && { timezone }),
  ...(confirmations !== undefined && { confirmations }),
  ...((enable || disable) && { enabled: enable === true }),
})

function parseOptions(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`--options must be JSON, not "${text}"`)
  }
}

async function printOutlet(done: string, answer: Response): Promise<void> {
  const { id, name } = z.object({ id: z.string(), name: z.string() }).parse(await answer.json())
  process.stdout.write(`${id} ${done}: ${name}\n`)
}
