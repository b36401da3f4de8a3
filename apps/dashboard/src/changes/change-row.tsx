import type { Change } from '../api/bodies.ts'
import { Age } from '../parts/age.tsx'
import { Icon } from '../parts/icon.tsx'
import { addressOf } from '../parts/view.ts'
import { describeChange } from './describe-change.ts'
import { PriceStep } from './price-step.tsx'

/** One change: an icon for its kind, its item and outlet, and the old and new price. */
export function ChangeRow({ change, outlet }: { change: Change; outlet?: string }) {
  const { icon, tone, word, from, to } = describeChange(change)
  return (
    <li class="row change-row">
      <span class={`change-sign tone-${tone}`} title={word}>
        <Icon name={icon} />
      </span>
      <span class="change-subject">
        <span class="change-item">{change.item_name ?? outlet ?? 'the outlet'}</span>
        {outlet && change.item_name && (
          <a class="quiet" href={addressOf.outlet(change.outlet_id)}>
            {outlet}
          </a>
        )}
      </span>
      {to || from ? <PriceStep from={from} to={to} /> : <span class="change-word">{word}</span>}
      <span class="quiet number change-age">
        <Age of={change.observed_at} />
      </span>
    </li>
  )
}
