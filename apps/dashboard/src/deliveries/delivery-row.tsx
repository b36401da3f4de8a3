import type { Delivery } from '../api/bodies.ts'
import { Age } from '../parts/age.tsx'
import { Dot, type Tone } from '../parts/dot.tsx'
import { Attempts } from './attempts.tsx'

const tones: Record<Delivery['status'], Tone> = { pending: 'busy', delivered: 'ok', failed: 'warn', dead: 'bad' }

export function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { kind, url, status, attempts, last_error: error, last_status_code: code } = delivery
  return (
    <li class="row delivery-row" title={error ?? undefined}>
      <Dot tone={tones[status]} label={status} isBusy={status === 'pending'} />
      <span class="delivery-what">
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
