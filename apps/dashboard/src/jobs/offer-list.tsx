import { foundValue } from '@edgesweep/sites/site/field.ts'
import type { OfferRecord } from '@edgesweep/sites/site/records.ts'
import { moneyText } from '../format/format-money.ts'
import { Empty } from '../parts/empty.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'

const maxShown = 6

/** The cheapest offers for a search term. The length of each bar is proportional to the price. */
export function OfferList({ offers }: { offers: OfferRecord[] }) {
  if (offers.length === 0) return <Empty text="No offers near this ZIP code." />
  const cheapest = offers.toSorted((a, b) => minorOf(a) - minorOf(b))
  const most = Math.max(...offers.map(minorOf).filter(Number.isFinite))
  return (
    <ul class="offers">
      {cheapest.slice(0, maxShown).map((offer, index) => (
        <li key={index} style={{ '--share': Math.min(1, minorOf(offer) / most) }}>
          <span class="offer-title">
            <OutsideLink href={foundValue(offer.url)}>{offer.title}</OutsideLink>
            <span class="quiet">
              {[foundValue(offer.store), foundValue(offer.shipping)].filter(Boolean).join(' · ')}
            </span>
          </span>
          <span class="price number">{moneyText(foundValue(offer.price))}</span>
        </li>
      ))}
      {offers.length > maxShown && <li class="quiet">and {offers.length - maxShown} more expensive offers</li>}
    </ul>
  )
}

/** Offers without a price come last. */
const minorOf = ({ price }: OfferRecord) => foundValue(price)?.minor ?? Number.POSITIVE_INFINITY
