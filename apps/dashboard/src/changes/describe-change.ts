import type { Money } from '@edgesweep/sites/site/records.ts'
import type { Change } from '../api/bodies.ts'
import type { Tone } from '../parts/dot.tsx'
import type { IconName } from '../parts/icon.tsx'

export interface ChangeSigns {
  icon: IconName
  tone: Tone
  word: string
  from: Money | null
  to: Money | null
}

const signs: Record<string, Pick<ChangeSigns, 'icon' | 'tone' | 'word'>> = {
  'item.added': { icon: 'plus', tone: 'ok', word: 'new' },
  'item.removed': { icon: 'minus', tone: 'idle', word: 'gone' },
  'item.out_of_stock': { icon: 'empty', tone: 'warn', word: 'out of stock' },
  'item.back_in_stock': { icon: 'check', tone: 'ok', word: 'back in stock' },
  'outlet.online': { icon: 'check', tone: 'ok', word: 'online' },
  'outlet.offline': { icon: 'empty', tone: 'bad', word: 'offline' },
  'sweep.anomalous': { icon: 'warning', tone: 'bad', word: 'held back as implausible' },
}

/** How a change is shown. A price that rises is not good news, and one that falls is. */
export function describeChange(change: Change): ChangeSigns {
  const from = priceIn(change.old)
  const to = priceIn(change.new)
  if (change.kind === 'item.price_changed' && from && to) {
    const rises = to.minor > from.minor
    return { icon: rises ? 'up' : 'down', tone: rises ? 'bad' : 'ok', word: rises ? 'dearer' : 'cheaper', from, to }
  }
  const known = signs[change.kind] ?? { icon: 'right', tone: 'idle', word: change.kind }
  return { ...known, from, to }
}

function priceIn(side: unknown): Money | null {
  const price = (side as { price?: Partial<Money> | null } | null | undefined)?.price
  return typeof price?.minor === 'number' && typeof price.currency === 'string'
    ? { minor: price.minor, currency: price.currency }
    : null
}
