import process from 'node:process'
import type { Command } from 'commander'
import { z } from 'zod'
import { callApi } from '../api/call-api.ts'
import { type ApiFlags, pipelineArgument, withApi } from '../arguments/command-arguments.ts'
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

/** `edgesweep pipelines [NAME]`: shows the records and instances of pipelines. */
export const pipelinesCommand = (program: Command) =>
  withApi(program.command('pipelines'))
    .description('Show the records of pipelines by status, the due and stale ones, and the instances that hold claims.')
    .addArgument(pipelineArgument('[NAME]', 'only this pipeline'))
    .action(async (name: string | undefined, flags: ApiFlags) => {
      const path = name === undefined ? '/v1/pipelines' : `/v1/pipelines/${name}`
      const body = await (await callApi(flags, { method: 'GET', path })).json()
      const pipelines =
        name === undefined ? z.object({ data: z.array(Pipeline) }).parse(body).data : [Pipeline.parse(body)]
      process.stdout.write(describePipelines(pipelines, Date.now()))
    })
