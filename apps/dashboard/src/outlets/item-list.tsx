import type { Money } from '@edgesweep/sites/site/records.ts'
import type { Item } from '../api/bodies.ts'
import { shareText } from '../format/format-number.ts'
import type { Step } from '../format/step-path.ts'
import { Dot, type Tone } from '../parts/dot.tsx'
import { Empty } from '../parts/empty.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { LivePrice } from './live-price.tsx'

const tones: Record<string, Tone> = { in_stock: 'ok', preorder: 'warn', out_of_stock: 'bad', discontinued: 'bad' }

interface ItemListProps {
  items: Item[]
  isMore: boolean
  /** The price line of the last week, by item id. */
  lines: Map<string, Step[]>
}

/** The items of an outlet by name, each with its recent prices. A price that changes while it is visible lights up. */
export function ItemList({ items, isMore, lines }: ItemListProps) {
  if (items.length === 0) return <Empty text="No items yet." />
  const byName = items.toSorted((a, b) => a.name.localeCompare(b.name))
  return (
    <ul class="items">
      {byName.map(({ id, name, url, price, availability }) => (
        <li key={id} class={availability === 'out_of_stock' ? 'is-out' : undefined}>
          <Dot
            tone={tones[availability ?? ''] ?? 'idle'}
            label={availability?.replaceAll('_', ' ') ?? 'availability unknown'}
          />
          <span class="item-name">
            <OutsideLink href={url}>{name}</OutsideLink>
          </span>
          <ItemLine steps={lines.get(id)} price={price} />
          <LivePrice price={price} />
        </li>
      ))}
      {isMore && <li class="quiet">More items are available through the API.</li>}
    </ul>
  )
}

/** The least price range that fills the height, as a share of the price. */
const minShare = 0.04
const flat: Step[] = [[0, 0]]

/** The recent prices of one item; a pale line if they did not change. */
function ItemLine({ steps = flat, price }: { steps: Step[] | undefined; price: Money | null }) {
  const [first, last] = [steps[0]?.[1], steps.at(-1)?.[1]]
  const label = first && last && steps.length > 1 ? `${shareText(last / first - 1)} in the last week` : undefined
  return <Sparkline steps={steps} minSpan={(price?.minor ?? 0) * minShare} label={label} />
}
