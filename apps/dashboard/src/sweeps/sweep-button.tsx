import type { JobRequest } from '@edgesweep/core/job/job-spec.ts'
import type { ComponentChildren } from 'preact'
import type { Receipt } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { Icon } from '../parts/icon.tsx'
import { useNotify } from '../parts/notice.tsx'

interface SweepButtonProps {
  /** Default: all enabled outlets. */
  outletIds?: string[]
  isPrimary?: boolean
  children: ComponentChildren
}

/** Sweeps outlets now, even if they are not due. */
export function SweepButton({ outletIds, isPrimary = false, children }: SweepButtonProps) {
  const notify = useNotify()
  const sweep = useWrite<Receipt>(
    () => notify('The sweep has started.'),
    (problem) => notify(`No sweep was started: ${problem.message}.`),
  )
  return (
    <button
      type="button"
      class={isPrimary ? 'primary' : undefined}
      disabled={sweep.isPending || outletIds?.length === 0}
      onClick={() =>
        sweep.mutate({ path: '/v1/jobs', body: { kind: 'sweep', outlet_ids: outletIds } satisfies JobRequest })
      }
    >
      <Icon name="sweep" />
      {children}
    </button>
  )
}
