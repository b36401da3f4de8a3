import { eventKinds } from '@edgesweep/db/event-kinds.ts'
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

const icons: Record<Change['kind'], IconName> = {
  'item.added': 'plus',
  'item.removed': 'minus',
  'item.price_changed': 'right',
  'item.out_of_stock': 'empty',
  'item.back_in_stock': 'check',
  'outlet.online': 'check',
  'outlet.offline': 'empty',
  'sweep.anomalous': 'warning',
}

const tones = { good: 'ok', neutral: 'idle', warning: 'warn', bad: 'bad' } as const

/** Icon, tone, word and prices of a change. A price rise has a bad tone, a price fall a good one. */
export function describeChange(change: Change): ChangeSigns {
  const from = priceIn(change.old)
  const to = priceIn(change.new)
  if (change.kind === 'item.price_changed' && from && to) {
    const rises = to.minor > from.minor
    return {
      icon: rises ? 'up' : 'down',
      tone: rises ? 'bad' : 'ok',
      word: rises ? 'more expensive' : 'cheaper',
      from,
      to,
    }
  }
  // A page that is older than the deployed API may receive unknown kinds.
  if (!(change.kind in eventKinds)) return { icon: 'right', tone: 'idle', word: change.kind, from, to }
  const { text, severity } = eventKinds[change.kind]
  return { icon: icons[change.kind], tone: tones[severity], word: text, from, to }
}

function priceIn(side: unknown): Money | null {
  const price = (side as { price?: Partial<Money> | null } | null | undefined)?.price
  return typeof price?.minor === 'number' && typeof price.currency === 'string'
    ? { minor: price.minor, currency: price.currency }
    : null
}
