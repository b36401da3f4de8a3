import type { ComponentChildren } from 'preact'
import type { Receipt } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { Icon } from '../parts/icon.tsx'
import { useSay } from '../parts/notice.tsx'

interface SweepButtonProps {
  /** All that are enabled without it. */
  outletIds?: string[]
  isPrimary?: boolean
  children: ComponentChildren
}

/** Sweeps outlets now, due or not. */
export function SweepButton({ outletIds, isPrimary = false, children }: SweepButtonProps) {
  const say = useSay()
  const sweep = useWrite<Receipt>(
    () => say('The sweep is under way.'),
    (problem) => say(`No sweep was started: ${problem.message}.`),
  )
  return (
    <button
      type="button"
      class={isPrimary ? 'primary' : undefined}
      disabled={sweep.isPending || outletIds?.length === 0}
      onClick={() => sweep.mutate({ path: '/v1/jobs', body: { kind: 'sweep', outlet_ids: outletIds } })}
    >
      <Icon name="sweep" />
      {children}
    </button>
  )
}
