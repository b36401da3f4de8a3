import type { Reextraction } from '@edgesweep/core/outlet/reextract-outlet.ts'
import type { OfferRecord } from '@edgesweep/sites/site/records.ts'
import { DifferenceList } from './difference-list.tsx'
import { OfferList } from './offer-list.tsx'

/** What an item gave: offers and differences as lists, plain facts as they are, anything else as it came. */
export function ItemResult({ result }: { result?: unknown }) {
  if (typeof result !== 'object' || result === null) return null
  if ('products' in result && Array.isArray(result.products))
    return <OfferList offers={result.products as OfferRecord[]} />
  if ('differences' in result && Array.isArray(result.differences))
    return <DifferenceList found={result as Reextraction} />
  // An outlet's fresh state is shown where the outlet is.
  const entries = Object.entries(result).filter(([name]) => name !== 'fresh')
  if (entries.every(([, value]) => typeof value !== 'object' || value === null)) {
    return (
      <p class="item-facts quiet number">
        {entries.map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`).join(' · ')}
      </p>
    )
  }
  return (
    <details>
      <summary>What was read</summary>
      <pre>{JSON.stringify(result, null, 2)}</pre>
    </details>
  )
}
