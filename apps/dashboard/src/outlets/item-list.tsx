import type { Item } from '../api/bodies.ts'
import type { Step } from '../format/step-path.ts'
import { Dot, type Tone } from '../parts/dot.tsx'
import { Empty } from '../parts/empty.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'
import { ItemLine } from './item-line.tsx'
import { LivePrice } from './live-price.tsx'

const tones: Record<string, Tone> = { in_stock: 'ok', preorder: 'warn', out_of_stock: 'bad', discontinued: 'bad' }

interface ItemListProps {
  items: Item[]
  isMore: boolean
  /** How the price of an item moved in the last week, by the item's id. */
  lines: Map<string, Step[]>
}

/** What an outlet sells, by name, each with its price of late. A value that changes while it is looked at lights up. */
export function ItemList({ items, isMore, lines }: ItemListProps) {
  if (items.length === 0) return <Empty text="Nothing is known of what it sells yet." />
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
      {isMore && <li class="quiet">and more; the API has them page by page</li>}
    </ul>
  )
}
