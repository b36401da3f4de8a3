import type { Receipt } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { useSay } from '../page/notice.tsx'
import { Icon } from '../show/icon.tsx'

/** Sweeps all outlets now, due or not. */
export function SweepButton() {
  const say = useSay()
  const sweep = useWrite<Receipt>(
    () => say('The sweep is under way.'),
    (problem) => say(`No sweep was started: ${problem.message}.`),
  )
  return (
    <button
      type="button"
      class="primary"
      disabled={sweep.isPending}
      onClick={() => sweep.mutate({ path: '/v1/jobs', body: { kind: 'sweep' } })}
    >
      <Icon name="sweep" />
      Sweep now
    </button>
  )
}
