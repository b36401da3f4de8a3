import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'
import { pipelineArgument } from '../arguments/pipeline-argument.ts'
import { describePipelines } from '../show/describe-pipelines.ts'

const Pipeline = z.object({
  name: z.string(),
  counts: z.record(z.string(), z.int()),
  due: z.int(),
  stale_claims: z.int(),
  instances: z.array(
    z.object({
      instance: z.string(),
      claims: z.int(),
      oldest_claim_at: z.string().nullable(),
      completed_last_hour: z.int(),
    }),
  ),
})

/** `edgesweep pipelines [NAME]`: where pipelines stand, and who works on them. */
export const pipelinesCommand = (program: Command) =>
  withApi(program.command('pipelines'))
    .description('Show records by status, what is due, and who holds claims.')
    .addArgument(pipelineArgument('[NAME]', 'only this one'))
    .action(async (name: string | undefined, flags: ApiFlags) => {
      const path = name === undefined ? '/v1/pipelines' : `/v1/pipelines/${name}`
      const body = await (await askApi(flags, { method: 'GET', path })).json()
      const pipelines =
        name === undefined ? z.object({ data: z.array(Pipeline) }).parse(body).data : [Pipeline.parse(body)]
      process.stdout.write(describePipelines(pipelines, Date.now()))
    })
