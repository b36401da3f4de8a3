import { outletsRead, sweptOutletsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Dot, type Tone } from '../parts/dot.tsx'
import { addressOf } from '../parts/view.ts'

const tones: Record<string, Tone> = { offline: 'idle', scanned: 'warn', not_reached: 'bad' }

/** The outlets of a sweep that were not extracted, or still wait for something, each with the reason. Nothing when there are none. */
export function SweptOutlets({ id, isEnded }: { id: string; isEnded: boolean }) {
  const { data } = useRead(sweptOutletsRead(id, isEnded))
  const { data: outlets } = useRead(outletsRead)
  const nameOf = (outletId: string) => outlets?.data.find((one) => one.id === outletId)?.name ?? outletId
  const behind = data?.data.filter(({ verdict, reason }) => verdict !== 'extracted' && (verdict ?? reason)) ?? []
  if (behind.length === 0) return null
  return (
    <>
      <h3 class="drawer-part">Outlets that were not extracted</h3>
      <ul class="job-items">
        {behind.map(({ outlet_id, verdict, reason }) => (
          <li key={outlet_id}>
            <h3>
              <Dot tone={tones[verdict ?? ''] ?? 'busy'} label={verdict ?? 'waits'} isBusy={verdict === null} />
              <a href={addressOf.outlet(outlet_id)}>{nameOf(outlet_id)}</a>
              <span class="quiet">{(verdict ?? 'waits').replace('_', ' ')}</span>
            </h3>
            {reason && <p class={verdict === null ? 'quiet' : 'item-error'}>{reason}</p>}
          </li>
        ))}
      </ul>
    </>
  )
}
