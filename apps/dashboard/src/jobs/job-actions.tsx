import type { Job } from '../api/bodies.ts'
import { sentence } from '../api/problem.ts'
import { useWrite } from '../api/use-write.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Icon } from '../parts/icon.tsx'

export const CancelButton = ({ id, kind }: { id: string; kind: string }) => (
  <ActionButton
    path={`/v1/jobs/${encodeURIComponent(id)}/cancel`}
    icon="close"
    label={`Cancel this ${kind}`}
    done={() => `The ${kind} is cancelled. No further item starts.`}
    failed={`The ${kind} was not cancelled`}
  />
)

/** Replays a dead letter, or retries a job's failed items. Renders nothing for any other job. */
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
