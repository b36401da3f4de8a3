import type { FieldDifference } from '@edgesweep/core/outlet/compare-items.ts'
import type { Reextraction } from '@edgesweep/core/outlet/reextract-outlet.ts'
import type { Money } from '@edgesweep/sites/site/records.ts'
import { outletsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { moneyText } from '../format/format-money.ts'
import { Icon } from '../parts/icon.tsx'
import { addressOf } from '../parts/view.ts'

/** The fields that a new extraction of a sweep's stored pages reads differently. */
export function DifferenceList({ found }: { found: Reextraction }) {
  const { outlet_id, differences, unchanged, unknown, left_out } = found
  const { data: outlets } = useRead(outletsRead)
  const name = outlets?.data.find(({ id }) => id === outlet_id)?.name ?? outlet_id
  const counts = [
    `${(differences.length + left_out).toLocaleString()} differ`,
    `${unchanged.toLocaleString()} unchanged`,
    ...(unknown > 0 ? [`${unknown.toLocaleString()} no longer on record`] : []),
  ]
  return (
    <>
      <p class="item-facts quiet number">
        <a href={addressOf.outlet(outlet_id)}>{name}</a>: {counts.join(' · ')}
      </p>
      <ul class="differences">
        {differences.map((difference) => (
          <li key={`${difference.key} ${difference.field}`}>
            <span class="difference-item">{difference.name}</span>
            <span class="quiet">{difference.field}</span>
            <span class="difference-step number">
              <span class="old-price">{valueText(difference.field, difference.was)}</span>
              <Icon name="right" />
              <strong>{valueText(difference.field, difference.now)}</strong>
            </span>
          </li>
        ))}
        {left_out > 0 && <li class="quiet">and {left_out.toLocaleString()} more</li>}
      </ul>
    </>
  )
}

function valueText(field: FieldDifference['field'], value: unknown): string {
  if (value === null) return 'none'
  if (field === 'price') return moneyText(value as Money)
  if (field === 'listed') return value ? 'listed' : 'not listed'
  return field === 'availability' ? String(value).replaceAll('_', ' ') : String(value)
}
