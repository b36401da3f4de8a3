import { html } from 'hono/html'
import type { OddProduct } from '../machine/odd-product.ts'
import { imagePath } from './item-image.ts'
import { jsonLdScript, type Markup, pageLayout } from './page-layout.ts'
import { dollars } from './search-page.ts'

/** A restaurant's menu with pictures, complete in the HTML, as a list and as JSON-LD. */
export const oddMenuPage = (number: number, dishes: OddProduct[], origin: string): Markup =>
  pageLayout({
    title: `Kitchen ${number}`,
    lang: 'en-US',
    head: jsonLdScript({
      '@context': 'https://schema.org',
      '@type': 'Restaurant',
      name: `Kitchen ${number}`,
      url: `${origin}/odd/menu/${number}`,
      hasMenu: { '@type': 'Menu', hasMenuItem: dishes.map((dish) => menuItem(dish, origin)) },
    }),
    body: html`<h1 id="name">Kitchen ${number}</h1>
<ul>
${dishes.map(
  ({ sku, name, minor }) => html`<li id="${sku}"><img src="${imagePath(sku)}" width="48" height="48" alt="">
<span>${name}</span><span class="price">${dollars(minor)}</span></li>
`,
)}</ul>`,
  })

const menuItem = ({ sku, name, minor }: OddProduct, origin: string) => ({
  '@type': 'MenuItem',
  name,
  image: origin + imagePath(sku),
  offers: {
    '@type': 'Offer',
    sku,
    price: (minor / 100).toFixed(2),
    priceCurrency: 'USD',
    availability: 'https://schema.org/InStock',
  },
})
