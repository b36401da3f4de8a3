import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JobRequest } from '@edgesweep/core/job/job-spec.ts'
import type { Command } from 'commander'
import { z } from 'zod'
import { callApi } from '../api/call-api.ts'
import { type ApiFlags, withApi } from '../arguments/command-arguments.ts'
import { grouped } from '../show/format.ts'
import { PhaseBar } from '../show/phase-bar.ts'

const Job = z.object({
  id: z.string(),
  status: z.string(),
  total: z.int(),
  completed: z.int(),
  failed: z.int(),
  ended_at: z.string().nullable(),
  error: z.string().nullable(),
})

const pollMs = 500

/** `edgesweep sweep [OUTLET…]`: sweeps these outlets, or all enabled ones, and waits for the end. */
export const sweepCommand = (program: Command, setExitCode: (code: number) => void) =>
  withApi(program.command('sweep'))
    .description('Sweep outlets now, even if they are not due, and wait for the end. After Ctrl-C the sweep continues.')
    .argument('[OUTLETS...]', 'ids of the outlets (default: all enabled outlets)')
    .action(async (outlets: string[], flags: ApiFlags) => {
      const json: JobRequest = { kind: 'sweep', ...(outlets.length > 0 && { outlet_ids: outlets }) }
      const submitted = Job.pick({ id: true }).parse(
        await (await callApi(flags, { method: 'POST', path: '/v1/jobs', json })).json(),
      )
      const { id, status, total, completed, failed, error } = await followJob(flags, submitted.id)
      process.stdout.write(
        `${id} ${status}: ${grouped(completed)} of ${grouped(total)} steps completed, ${grouped(failed)} failed${error ? ` (${error})` : ''}\n`,
      )
      setExitCode(status === 'completed' ? 0 : 1)
    })

async function followJob(flags: ApiFlags, id: string): Promise<z.infer<typeof Job>> {
  const bar = new PhaseBar()
  try {
    for (;;) {
      const job = Job.parse(await (await callApi(flags, { method: 'GET', path: `/v1/jobs/${id}` })).json())
      if (job.ended_at) return job
      bar.show(
        job.status,
        (job.completed + job.failed) / Math.max(1, job.total),
        `${grouped(job.completed + job.failed)} of ${grouped(job.total)} steps`,
      )
      await sleep(pollMs)
    }
  } finally {
    bar.stop()
  }
}
