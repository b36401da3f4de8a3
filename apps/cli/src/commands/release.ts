import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { callApi } from '../api/call-api.ts'
import { type ApiFlags, pipelineArgument, withApi } from '../arguments/command-arguments.ts'

const Released = z.object({ released: z.int() })

/** `edgesweep release PIPELINE`: releases claims by hand. */
export const releaseCommand = (program: Command) =>
  withApi(program.command('release'))
    .description('Release stale claims, or all claims of one instance. The records are due at once.')
    .addArgument(pipelineArgument('<PIPELINE>', 'pipeline of the claims'))
    .option('--instance <name>', 'all claims of this instance, stale or not')
    .action(async (pipeline: string, { instance, ...flags }: ApiFlags & { instance?: string }) => {
      const json = instance === undefined ? {} : { instance }
      const answer = await callApi(flags, {
        method: 'POST',
        path: `/v1/pipelines/${pipeline}/release`,
        json,
        isRepeatable: true,
      })
      const { released } = Released.parse(await answer.json())
      process.stdout.write(
        `${released} ${instance === undefined ? 'stale claims' : `claims of ${instance}`} released\n`,
      )
    })
