import type { Job } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { sentence } from '../format/sentence.ts'
import { Icon } from '../parts/icon.tsx'

/** Runs again what an ended job did not do: all of it that a dead letter left, or the items that failed. Nothing where there is none. */
export function RunAgainButton({ job: { id, status, dead } }: { job: Job }) {
  const run = useWrite<Job>()
  if (!dead && status !== 'failed' && status !== 'partial') return null
  const verb = dead ? 'replay' : 'retry'
  return (
    <div class="run-again">
      <button
        type="button"
        disabled={run.isPending}
        onClick={() => run.mutate({ path: `/v1/jobs/${encodeURIComponent(id)}/${verb}` })}
      >
        <Icon name="refresh" />
        {dead ? 'Replay' : 'Retry failed items'}
      </button>
      <p role="alert">{run.error && sentence(run.error.message)}</p>
    </div>
  )
}
