import type { Money } from '@edgesweep/sites/site/records.ts'
import { moneyText } from '../format/format-money.ts'
import { Icon } from '../parts/icon.tsx'

/** `$4.99 → $5.29  +6 %`; a single price if one side is null. */
export function PriceStep({ from, to }: { from: Money | null; to: Money | null }) {
  const share = from && to && from.currency === to.currency && from.minor > 0 ? to.minor / from.minor - 1 : null
  return (
    <span class="price-step number">
      {from && <span class="old-price">{moneyText(from)}</span>}
      {from && to && <Icon name="right" />}
      {to && <strong>{moneyText(to)}</strong>}
      {share !== null && (
        <span class={`share tone-${share > 0 ? 'bad' : 'ok'}`}>
          {share.toLocaleString(undefined, { style: 'percent', signDisplay: 'always' })}
        </span>
      )}
    </span>
  )
}
