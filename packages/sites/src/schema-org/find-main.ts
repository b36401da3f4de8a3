import { webAddress } from '../html/web-address.ts'
import { isBusiness, isGoods, isOffer, LIST, type Listed, listThings } from './list-things.ts'
import { readText } from './read-text.ts'
import { hasType, type Thing, thingsOf, valuesOf } from './thing.ts'

/** The possible subjects of a page, in order of preference. */
export const KINDS = ['goods', 'business', 'list', 'other'] as const

/** The subject of a page. `listed` has several entries when the page repeats one item for each of its variants. */
export interface Main {
  kind: (typeof KINDS)[number]
  listed: Listed[]
}

const SITE_WIDE =
  /^(?:BreadcrumbList|WebSite|Organization|ListItem|SiteNavigationElement|WPHeader|WPFooter|SearchAction|Review|AggregateRating|ImageObject|PostalAddress)$/

const alone = (subject: Thing): Listed => ({ subject, offers: thingsOf(subject, 'offers'), around: null })

const withoutScheme = (address: string) => address.replace(/^https?:\/\/(?:www\.)?/, '').replace(/\/$/, '')

/** Whether a thing's `url` is the page's address. The page may have a further query; a query in the thing's `url` must match. */
function isAt(thing: Thing, [here, ...others]: string[]): boolean {
  const pages = [here, here?.replace(/[?#].*$/, ''), ...others].map((address) => withoutScheme(address ?? ''))
  return valuesOf(thing, 'url').some((url) =>
    pages.includes(withoutScheme(webAddress(String(url), here ?? '') ?? 'nowhere')),
  )
}

/** The page's product among several: the one with the page's address, or all when they are variants of one. Empty for a list. */
function chooseGoods(goods: Thing[], addresses: string[]): Thing[] {
  if (goods.length <= 1) return goods
  const here = goods.filter((thing) => isAt(thing, addresses))
  if (here.length === 1) return here
  const candidates = here.length > 1 ? here : goods
  const names = new Set(candidates.map((thing) => readText(thing, 'name')))
  return names.size === 1 && !names.has(null) ? candidates : []
}

/** Goods without a name and an offer only carry further properties of another thing. */
const isDescribed = (thing: Thing) => thing.props.has('name') || thing.props.has('offers')

const withVariants = (subject: Thing): Listed => {
  const variants = thingsOf(subject, 'hasVariant')
  const own = thingsOf(subject, 'offers')
  return {
    subject,
    offers: own.length > 0 ? own : variants.flatMap((variant) => thingsOf(variant, 'offers')),
    around: null,
  }
}

/** The subject of the page according to one syntax; null when it has none. `addresses` are the page's own, the requested one first. */
export function findMain(roots: Thing[], addresses: string[]): Main | null {
  const entities = [...new Set(roots.flatMap((root) => [...thingsOf(root, 'mainEntity'), root]))]
  const variants = new Set(entities.flatMap((thing) => thingsOf(thing, 'hasVariant')))
  const allGoods = entities.filter((thing) => isGoods(thing) && isDescribed(thing) && !variants.has(thing))
  const goods = chooseGoods(allGoods, addresses)
  if (goods.length > 0) return { kind: 'goods', listed: goods.map(withVariants) }
  const offers = entities.filter(isOffer)
  const [offer] = offers
  if (offer && offers.length === 1 && allGoods.length === 0) {
    return { kind: 'goods', listed: [listThings([offer])[0] ?? { subject: offer, offers: [offer], around: null }] }
  }
  const businesses = entities.filter(isBusiness)
  const business = businesses.find((one) => one.props.has('hasMenu') || one.props.has('menu')) ?? businesses[0]
  if (business) return { kind: 'business', listed: [{ ...alone(business), offers: [] }] }
  const list = entities.find((thing) => hasType(thing, LIST))
  if (list || allGoods.length > 0) return { kind: 'list', listed: list ? [{ ...alone(list), offers: [] }] : [] }
  const other = entities.find((thing) => !hasType(thing, SITE_WIDE) && readText(thing, 'name') !== null)
  return other ? { kind: 'other', listed: [{ ...alone(other), offers: [] }] } : null
}
