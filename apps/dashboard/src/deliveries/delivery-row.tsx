import type { Delivery } from '../api/bodies.ts'
import { Age } from '../parts/age.tsx'
import { Dot, type Tone } from '../parts/dot.tsx'

const tones: Record<Delivery['status'], Tone> = { pending: 'busy', delivered: 'ok', failed: 'warn', dead: 'bad' }

export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { kind, url, status, attempts, last_error: error, last_status_code: code } = delivery
  return (
    <li class="row delivery-row" title={error ?? undefined}>
      <Dot tone={tones[status]} label={status} isBusy={status === 'pending'} />
      <span class="delivery-subject">
        <span>{kind}</span>
        <span class={error ? 'delivery-error' : 'quiet'}>{error ?? URL.parse(url)?.host ?? url}</span>
      </span>
      <Attempts count={attempts} status={status} />
      <span class="quiet number">{code ?? ''}</span>
      <span class="quiet number delivery-age">
        <Age of={delivery.delivered_at ?? delivery.created_at} />
      </span>
    </li>
  )
}

const maxMarks = 6

/** One mark for each attempt. The last mark's colour shows the delivery's outcome. */
function Attempts({ count, status }: { count: number; status: Delivery['status'] }) {
  const label = count === 1 ? '1 attempt' : `${count} attempts`
  return (
    <span class="attempts" role="img" aria-label={label} title={label}>
      {Array.from({ length: Math.min(count, maxMarks) }, (_, index) => {
        const isLast = index === Math.min(count, maxMarks) - 1
        return <i key={index} class={isLast && status === 'delivered' ? 'tone-ok' : 'tone-bad'} />
      })}
      {count > maxMarks && <span class="quiet number">{count}</span>}
    </span>
  )
}
