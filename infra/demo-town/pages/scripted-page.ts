import { html } from 'hono/html'
import type { OutletState } from '../machine/outlet-at.ts'
import { formatPrice } from './format-price.ts'
import { imagePath } from './item-image.ts'
import { type Markup, pageLayout, stockNote } from './page-layout.ts'

/** The page of a scripted outlet: its name and an empty menu, which `browser/fill-menu.js` fills from the API. */
export const scriptedPage = (outlet: OutletState): Markup =>
  pageLayout({
    title: `${outlet.name}, ${outlet.city}`,
    lang: outlet.notation.locale,
    head: html`<script type="module" src="/assets/fill-menu.js"></script>`,
    body: html`<h1>${outlet.name}</h1><p class="about">${outlet.city}</p>
<main data-menu="loading" data-source="/api/scripted/${outlet.slug}"><p>Loading the menu …</p>
<noscript><p>This menu needs scripts.</p></noscript></main>`,
  })

/** The answer of the API to the page's script: status and menu at one tick, with formatted prices. */
export const scriptedMenu = (outlet: OutletState) => ({
  online: outlet.online,
  currency: outlet.notation.currency,
  items: outlet.items.map((item) => ({
    sku: item.key,
    name: item.name,
    price: formatPrice(item.minor, outlet.notation),
    availability: item.availability,
    stock: stockNote(item.availability),
    image: imagePath(item.name),
  })),
})
