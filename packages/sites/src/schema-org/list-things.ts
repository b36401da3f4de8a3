import { hasType, isThing, type Thing, thingsOf, valuesOf } from './thing.ts'

/** Something for sale in a list, with its offers. `around` is the list entry or group that may carry its name, address or image. */
export interface Listed {
  subject: Thing
  offers: Thing[]
  around: Thing | null
}

/** Properties that contain listed things. Properties of related things (`isSimilarTo`, `review`, `breadcrumb`) are not followed. */
const CONTAINERS = [
  'mainEntity',
  'itemListElement',
  'item',
  'hasMenu',
  'menu',
  'hasMenuSection',
  'hasMenuItem',
  'hasOfferCatalog',
  'makesOffer',
  'itemOffered',
  'hasVariant',
  'hasPart',
  'containsPlace',
  'department',
  'subOrganization',
  'offers',
]
const GOODS = /^(?:Product|IndividualProduct|ProductModel|ProductGroup|SomeProducts|Vehicle|Car|Motorcycle|MenuItem)$/
const OFFER = /^(?:Offer|AggregateOffer|OfferForPurchase|OfferForLease)$/
export const LIST = /^(?:ItemList|OfferCatalog|Menu|MenuSection|ProductCollection|CollectionPage|SearchResultsPage)$/

export const isOffer = (thing: Thing): boolean => hasType(thing, OFFER)

const BUSINESS =
  /(?:Restaurant|Store|Shop|Business|Establishment|Bakery|Pub|Brewery|Winery|Distillery|Pharmacy|Hotel|Library)$/

/** Whether a thing is a place or firm that sells, by its type or by a property that only such things have. */
export const isBusiness = (thing: Thing): boolean =>
  hasType(thing, BUSINESS) ||
  ['hasMenu', 'menu', 'servesCuisine', 'openingHours', 'address'].some((name) => thing.props.has(name))

/** Whether a thing is for sale: goods by type, or anything with offers (an event, a book). A business with offers is the seller. */
export const isGoods = (thing: Thing): boolean => {
  if (isOffer(thing) || hasType(thing, LIST)) return false
  return hasType(thing, GOODS) || (thingsOf(thing, 'offers').length > 0 && !isBusiness(thing))
}

const isGroup = (thing: Thing) => thingsOf(thing, 'hasVariant').length > 0

/** Everything for sale in the things, in document order, without duplicates. A group of variants stands for its variants. */
export function listThings(roots: Thing[]): Listed[] {
  const listed: Listed[] = []
  const seen = new Set<Thing>()
  const waiting = roots.map((thing) => ({ thing, around: null as Thing | null })).reverse()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { thing, around } = next
    if (seen.has(thing) || hasType(thing, /^BreadcrumbList$/)) continue
    seen.add(thing)
    if (isOffer(thing)) {
      const offered = thingsOf(thing, 'itemOffered').filter((one) => !hasType(one, LIST))
      if (offered.length === 0 && thing.props.has('name')) listed.push({ subject: thing, offers: [thing], around })
      for (const subject of offered) {
        if (!seen.has(subject))
          listed.push({ subject, offers: [...new Set([thing, ...thingsOf(subject, 'offers')])], around: thing })
        seen.add(subject)
      }
      if (offered.length > 0) continue
    } else if (isGoods(thing) && !isGroup(thing)) {
      listed.push({ subject: thing, offers: thingsOf(thing, 'offers'), around })
      continue
    }
    const inner = CONTAINERS.flatMap((name) => valuesOf(thing, name)).filter(isThing)
    const carried = isGroup(thing) || hasType(thing, /^ListItem$/) ? thing : null
    for (const one of inner.reverse()) waiting.push({ thing: one, around: carried })
  }
  return listed
}
