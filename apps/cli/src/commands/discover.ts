import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { callApi } from '../api/call-api.ts'
import { type ApiFlags, wholeNumber, withApi } from '../arguments/command-arguments.ts'

const Discovery = z.object({ id: z.string() })

/** `edgesweep discover QUERY`: queues a GitHub user search. The users found become records of the pipeline profiles. */
export const discoverCommand = (program: Command) =>
  withApi(program.command('discover'))
    .description('Search GitHub for users and add them to the pipeline profiles.')
    .argument('<QUERY>', 'GitHub\'s user search syntax, such as "location:iceland followers:>100"')
    .option('--limit <n>', "maximum number of users (default: 1,000, which is GitHub's own limit)", wholeNumber(1))
    .action(async (query: string, { limit, ...flags }: ApiFlags & { limit?: number }) => {
      const json = { query, ...(limit === undefined ? {} : { limit }) }
      const answer = await callApi(flags, { method: 'POST', path: '/v1/pipelines/profiles/discover', json })
      const { id } = Discovery.parse(await answer.json())
      process.stdout.write(`${id} is queued in the pipeline discoveries\n`)
    })
