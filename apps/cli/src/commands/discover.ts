import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'
import { wholeNumber } from '../arguments/whole-number.ts'

const Discovery = z.object({ id: z.string() })

/** `edgesweep discover QUERY`: has GitHub searched for users, who become profiles. */
export const discoverCommand = (program: Command) =>
  withApi(program.command('discover'))
    .description("Search GitHub for users, in GitHub's own notation; whom it finds is added to the pipeline profiles.")
    .argument('<QUERY>', 'as "location:iceland followers:>100"')
    .option('--limit <n>', 'users at most; GitHub gives 1,000', wholeNumber(1))
    .action(async (query: string, { limit, ...flags }: ApiFlags & { limit?: number }) => {
      const json = { query, ...(limit === undefined ? {} : { limit }) }
      const answer = await askApi(flags, { method: 'POST', path: '/v1/pipelines/profiles/discover', json })
      const { id } = Discovery.parse(await answer.json())
      process.stdout.write(`${id} waits in the pipeline discoveries\n`)
    })
