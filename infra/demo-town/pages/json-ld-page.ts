import { html } from 'hono/html'
import type { ItemState, OutletState } from '../machine/outlet-at.ts'
import { decimalPrice, formatPrice } from './format-price.ts'
import { imagePath } from './item-image.ts'
import { jsonLdScript, type Markup, outletPath, pageLayout, statusLine, stockNote } from './page-layout.ts'

/**
 * The whole menu in one page, as a list and as JSON-LD: Menu and MenuItem for a restaurant, an ItemList of Product for a shop. `origin` is the base
 * of absolute addresses, `today` the date of a closed outlet's special hours.
 */
export function jsonLdPage(outlet: OutletState, origin: string, today: string): Markup {
  const graph = outlet.kind === 'restaurant' ? restaurant(outlet, origin, today) : shop(outlet, origin, today)
  return pageLayout({
    title: `${outlet.name}, ${outlet.city}`,
    lang: outlet.notation.locale,
    head: jsonLdScript(graph),
    body: html`<h1>${outlet.name}</h1><p class="about">${outlet.city}</p>
${statusLine(outlet.online)}
<ul>
${outlet.items.map(
  (item) => html`<li id="${item.key}"><img src="${imagePath(item.name)}" width="48" height="48" alt="" loading="lazy">
<span>${item.name}</span><span class="price">${formatPrice(item.minor, outlet.notation)}</span>
<span class="stock" data-stock="${item.availability}">${stockNote(item.availability)}</span></li>
`,
)}</ul>`,
  })
}

const restaurant = (outlet: OutletState, origin: string, today: string) => ({
  '@context': 'https://schema.org',
  ...business(outlet, origin, today),
  hasMenu: {
    '@type': 'Menu',
    inLanguage: 'en',
    hasMenuSection: {
      '@type': 'MenuSection',
      name: 'All day',
      hasMenuItem: outlet.items.map((item) => ({
        '@type': 'MenuItem',
        ...thing(item, outlet, origin),
        offers: { ...offer(item, outlet), sku: item.key },
      })),
    },
  },
})

const shop = (outlet: OutletState, origin: string, today: string) => ({
  '@context': 'https://schema.org',
  '@graph': [
    business(outlet, origin, today),
    {
      '@type': 'ItemList',
      itemListElement: outlet.items.map((item, index) => ({
        '@type': 'ListItem',
        position: index + 1,
        item: { '@type': 'Product', sku: item.key, ...thing(item, outlet, origin), offers: offer(item, outlet) },
      })),
    },
  ],
})

/** A closed outlet has special hours from 00:00 to 00:00, which is Google's documented form of "closed all day". */
const business = (outlet: OutletState, origin: string, today: string) => ({
  '@type': outlet.schemaType,
  '@id': origin + outletPath(outlet),
  name: outlet.name,
  url: origin + outletPath(outlet),
  address: { '@type': 'PostalAddress', addressLocality: outlet.city },
  openingHours: 'Mo-Su 00:00-23:59',
  ...(!outlet.online && {
    specialOpeningHoursSpecification: {
      '@type': 'OpeningHoursSpecification',
      opens: '00:00',
      closes: '00:00',
      validFrom: today,
      validThrough: today,
    },
  }),
})

const thing = (item: ItemState, outlet: OutletState, origin: string) => ({
  name: item.name,
  url: `${origin}${outletPath(outlet)}#${item.key}`,
  image: origin + imagePath(item.name),
})

const offer = (item: ItemState, { notation }: OutletState) => ({
  '@type': 'Offer',
  price: decimalPrice(item.minor, notation),
  priceCurrency: item.currency,
  availability: item.availability === 'in_stock' ? 'https://schema.org/InStock' : 'https://schema.org/OutOfStock',
})
