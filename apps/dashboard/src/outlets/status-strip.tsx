import { stateTones } from './outlet-state.ts'
import type { StatusSegment } from './status-segments.ts'

/** When an outlet was online and when not, the latest on the right; said in words beside it. However short, a spell is seen. */
export function StatusStrip({ segments }: { segments: StatusSegment[] }) {
  return (
    <div class="status-strip" aria-hidden="true">
      {segments.map(({ share, state }, index) => (
        <i key={index} class={`tone-${stateTones[state]}`} style={{ flexGrow: share }} />
      ))}
    </div>
  )
}
