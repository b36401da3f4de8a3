import type { Money } from '@edgesweep/sites/site/records.ts'
import { useRef } from 'preact/hooks'
import { PriceStep } from '../changes/price-step.tsx'

/** The last known price. When it changes while visible, it lights up and shows the previous price too. */
export function LivePrice({ price }: { price: Money | null }) {
  const shown = useRef<{ now: Money | null; before: Money | null }>({ now: price, before: null })
  if (!isSame(shown.current.now, price)) shown.current = { now: price, before: shown.current.now }
  const { before } = shown.current
  return (
    <span key={`${price?.minor} ${price?.currency}`} class={`price${before ? ' lights-up' : ''}`}>
      {price || before ? <PriceStep from={before} to={price} /> : '–'}
    </span>
  )
}

const isSame = (a: Money | null, b: Money | null) => a?.minor === b?.minor && a?.currency === b?.currency
