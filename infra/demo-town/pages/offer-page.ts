import { html } from 'hono/html'
import type { Offer } from '../machine/find-offers.ts'
import { jsonLdScript, type Markup, pageLayout } from './page-layout.ts'
import { dollars } from './search-page.ts'

/** The page of one offer, to which the search links: a Product in JSON-LD. */
export function offerPage(offer: Offer, origin: string): Markup {
  const product = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: offer.title,
    ...(offer.image !== null && { image: origin + offer.image }),
    offers: {
      '@type': 'Offer',
      price: (offer.minor / 100).toFixed(2),
      priceCurrency: 'USD',
      availability: 'https://schema.org/InStock',
      seller: { '@type': 'Organization', name: offer.store },
    },
  }
  return pageLayout({
    title: offer.title,
    lang: 'en-US',
    head: jsonLdScript(product),
    body: html`<h1>${offer.title}</h1>
<p class="price">${dollars(offer.minor)}</p>
<p class="about">${offer.store}</p>
${offer.shipping === null ? '' : html`<p class="about">${offer.shipping}</p>`}`,
  })
}
