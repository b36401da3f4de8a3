import type { Delivery } from '../api/bodies.ts'

const drawn = 6

/** The tries at a delivery as marks, the last one in the colour of what came of it. */
export function Attempts({ count, status }: { count: number; status: Delivery['status'] }) {
  const label = count === 1 ? '1 attempt' : `${count} attempts`
  return (
    <span class="attempts" role="img" aria-label={label} title={label}>
      {Array.from({ length: Math.min(count, drawn) }, (_, index) => {
        const isLast = index === Math.min(count, drawn) - 1
        return <i key={index} class={isLast && status === 'delivered' ? 'tone-ok' : 'tone-bad'} />
      })}
      {count > drawn && <span class="quiet number">{count}</span>}
    </span>
  )
}
