import type { Reextraction } from '@edgesweep/core/outlet/reextract-outlet.ts'
import type { OfferRecord } from '@edgesweep/sites/site/records.ts'
import { DifferenceList } from './difference-list.tsx'
import { OfferList } from './offer-list.tsx'

/** The result of a job item: offers and differences as lists, scalar fields as text, anything else as JSON. */
export function ItemResult({ result }: { result?: unknown }) {
  if (typeof result !== 'object' || result === null) return null
  if ('products' in result && Array.isArray(result.products))
    return <OfferList offers={result.products as OfferRecord[]} />
  if ('differences' in result && Array.isArray(result.differences))
    return <DifferenceList found={result as Reextraction} />
  // The outlet's drawer shows `fresh`.
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
      <summary>Result</summary>
      <pre>{JSON.stringify(result, null, 2)}</pre>
    </details>
  )
}
