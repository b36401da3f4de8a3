import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { z } from 'zod'
import { type ApiFlags, withApi } from '../api/api-flags.ts'
import { askApi } from '../api/ask-api.ts'
import { PhaseBar } from '../show/phase-bar.ts'
import { grouped } from '../show/table.ts'

const Job = z.object({
  id: z.string(),
  status: z.string(),
  total: z.int(),
  completed: z.int(),
  failed: z.int(),
  ended_at: z.string().nullable(),
  error: z.string().nullable(),
})

const lookAgainMs = 500

/** `edgesweep sweep [OUTLET…]`: sweeps these outlets, or all, and waits for the end. `end` is told the exit code. */
export const sweepCommand = (program: Command, end: (code: number) => void) =>
  withApi(program.command('sweep'))
    .description('Sweep outlets now, due or not, and wait for the end; Ctrl-C leaves it running.')
    .argument('[OUTLETS...]', 'their ids; without any, all that are switched on')
    .action(async (outlets: string[], flags: ApiFlags) => {
      const json = { kind: 'sweep', ...(outlets.length > 0 && { outlet_ids: outlets }) }
      const begun = Job.pick({ id: true }).parse(
        await (await askApi(flags, { method: 'POST', path: '/v1/jobs', json })).json(),
      )
      const { id, status, total, completed, failed, error } = await followJob(flags, begun.id)
      process.stdout.write(
        `${id} ${status}: ${grouped(completed)} of ${grouped(total)} steps done, ${grouped(failed)} failed${error ? ` (${error})` : ''}\n`,
      )
      end(status === 'completed' ? 0 : 1)
    })

async function followJob(flags: ApiFlags, id: string): Promise<z.infer<typeof Job>> {
  const bar = new PhaseBar()
  try {
    for (;;) {
      const job = Job.parse(await (await askApi(flags, { method: 'GET', path: `/v1/jobs/${id}` })).json())
      if (job.ended_at) return job
      bar.show(
        job.status,
        job.completed / Math.max(1, job.total),
        `${grouped(job.completed)} of ${grouped(job.total)} steps`,
      )
      await sleep(lookAgainMs)
    }
  } finally {
    bar.stop()
  }
}
