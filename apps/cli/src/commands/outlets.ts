import process from 'node:process'
import { Argument, type Command } from 'commander'
import { z } from 'zod'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'
import { readPages } from '../api/read-pages.ts'
import { UsageError } from '../arguments/usage-error.ts'
import { wholeNumber } from '../arguments/whole-number.ts'
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

/** `edgesweep outlets [list | add URL | set OUTLET]`: which outlets there are, and how they are swept. */
export const outletsCommand = (program: Command) => {
  const outlets = program.command('outlets').description('List outlets, add one, or change how one is swept.')
  withApi(outlets.command('list', { isDefault: true }))
    .description('Show all outlets: whether they are online, when they were last read and when they are next.')
    .action(async (flags: ApiFlags) => {
      const all = await Array.fromAsync(readPages(flags, '/v1/outlets', { limit: '1000' }))
      process.stdout.write(describeOutlets(z.array(Outlet).parse(all), Date.now()))
    })
  withSchedule(outlets.command('add'))
    .description('Add an outlet; it is due at once. Many are added by `edgesweep import FILE --into outlets`.')
    .argument('<URL>', 'where it is')
    .requiredOption('--site <name>', 'the module that reads it, as schema-org')
    .requiredOption('--name <name>', 'what it is called')
    .option('--options <json>', 'what the site wants to know of it')
    .action(async (url: string, { site, options, ...flags }: OutletFlags & { site: string; options?: string }) => {
      const json = { url, site, ...(options !== undefined && { options: parseOptions(options) }), ...scheduleOf(flags) }
      await say('added', await askApi(flags, { method: 'POST', path: '/v1/outlets', json }))
    })
  withSchedule(outlets.command('set'))
    .description('Change an outlet; one that is switched on is due at once.')
    .addArgument(new Argument('<OUTLET>', 'its id, out_…'))
    .option('--name <name>', 'what it is called')
    .option('--enable', 'sweep it (again)')
    .action(async (id: string, flags: OutletFlags) => {
      if (flags.enable && flags.disable) throw new UsageError('--enable or --disable, not both')
      const path = `/v1/outlets/${encodeURIComponent(id)}`
      await say('changed', await askApi(flags, { method: 'PATCH', path, json: scheduleOf(flags) }))
    })
}

const withSchedule = (command: Command): Command =>
  withApi(command)
    .option('--interval <seconds>', 'from one sweep to the next', wholeNumber(60))
    .option('--timezone <name>', 'whose days whole days are, as Europe/Vienna')
    .option('--confirmations <n>', 'observations in a row that must agree before a change is told', wholeNumber(1))
    .option('--disable', 'do not sweep it')

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

async function say(done: string, answer: Response): Promise<void> {
  const { id, name } = z.object({ id: z.string(), name: z.string() }).parse(await answer.json())
  process.stdout.write(`${id} ${done}: ${name}\n`)
}
