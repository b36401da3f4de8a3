import type { Sweep } from '../api/bodies.ts'
import { duration } from '../format/format-time.ts'
import { jobTone } from '../jobs/row-frame.tsx'
import { Age } from '../parts/age.tsx'
import { Dot } from '../parts/dot.tsx'
import { Phase } from '../parts/phase.tsx'
import { useNow } from '../parts/use-now.ts'

/** The two phases of a sweep: its progress while it runs, then its outcome. Takes the same space either way. */
export function SweepNow({ sweep }: { sweep: Sweep | undefined }) {
  const { scanned, extracted, outlets } = phasesOf(sweep)
  return (
    <div class="sweep-now">
      <p class="sweep-state">
        <SweepState sweep={sweep} />
      </p>
      <p class="sr-only" role="status">
        {sweep && `The sweep over ${sweep.outlets} outlets is ${sweep.status}.`}
      </p>
      <div class="phases">
        <Phase name="scan" done={scanned} total={outlets} />
        <Phase name="extract" done={extracted} total={outlets} />
      </div>
    </div>
  )
}

function SweepState({ sweep }: { sweep: Sweep | undefined }) {
  const now = useNow()
  if (!sweep) return <span class="quiet">–</span>
  const took = duration((sweep.ended_at ? Date.parse(sweep.ended_at) : now) - Date.parse(sweep.started_at))
  if (sweep.status === 'running') {
    return (
      <>
        <Dot tone="busy" label="running" isBusy />
        <strong>{sweep.outlets} outlets</strong>
        <span class="quiet number">for {took}</span>
      </>
    )
  }
  return (
    <>
      <Dot tone={jobTone(sweep.status)} label={sweep.status.replace('_', ' ')} />
      <strong>{sweep.outlets} outlets</strong>
      <span class="quiet number">
        in {took}, <Age of={sweep.ended_at ?? sweep.started_at} /> ago
      </span>
    </>
  )
}

/** Outlets by phase. The summary of a sweep of an earlier version lacks them. */
function phasesOf(sweep: Sweep | undefined) {
  const outlets = sweep?.outlets ?? 0
  const usual = sweep?.status === 'completed' ? outlets : 0
  const { scanned = usual, extracted = usual } = sweep?.progress ?? sweep?.summary ?? {}
  return { outlets, scanned, extracted }
}
