import type { Money } from '@edgesweep/sites/site/records.ts'
import { shareText } from '../format/format-share.ts'
import type { Step } from '../format/step-path.ts'
import { Sparkline } from '../parts/sparkline.tsx'

/** A price that moved by a smaller share does not fill the height. */
const leastShare = 0.04
const unmoved: Step[] = [[0, 0]]

/** How the price of one item moved of late; a pale line where it did not. */
export function ItemLine({ steps = unmoved, price }: { steps: Step[] | undefined; price: Money | null }) {
  const [first, last] = [steps[0]?.[1], steps.at(-1)?.[1]]
  const label = first && last && steps.length > 1 ? `${shareText(last / first - 1)} of late` : undefined
  return <Sparkline steps={steps} leastSpan={(price?.minor ?? 0) * leastShare} label={label} />
}
