import { html } from 'hono/html'
import type { OddProduct } from '../machine/odd-product.ts'
import { imagePath } from './item-image.ts'
import { jsonLdScript, type Markup, pageLayout } from './page-layout.ts'
import { dollars } from './search-page.ts'

/** The part of the product that is in the HTML: all, all but the price, or nothing. A script adds the rest after the page has loaded. */
export type Written = 'whole' | 'half' | 'nothing'

/** A product page with subresources: two pictures, a style sheet and a font. */
export function oddProductPage(number: number, product: OddProduct, origin: string, written: Written): Markup {
  const { name } = product
  return pageLayout({
    title: written === 'nothing' ? `Product ${number}` : name,
    lang: 'en-US',
    head: html`<link rel="preload" href="/assets/odd-font.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/assets/odd-shop.css">
${written === 'nothing' ? '' : jsonLdScript(productData(product, origin, written === 'whole'))}
${written === 'whole' ? '' : html`<script type="module" src="/assets/fill-product.js"></script>`}`,
    body: html`<main data-product="/api/odd/products/${number}"><h1 id="name">${written === 'nothing' ? '' : name}</h1>
<p id="price">${written === 'whole' ? dollars(product.minor) : ''}</p>
<img src="${imagePath(product.sku)}" width="48" height="48" alt=""><img src="${imagePath(`${number} again`)}" width="48" height="48" alt="">
</main>`,
  })
}

/** The answer of the API to the page's script: all data of the product. */
export const oddProductAnswer = (product: OddProduct, origin: string) => ({
  name: product.name,
  price: dollars(product.minor),
  json_ld: productData(product, origin, true),
})

const productData = ({ sku, name, minor }: OddProduct, origin: string, priced: boolean) => ({
  '@context': 'https://schema.org',
  '@type': 'Product',
  sku,
  name,
  image: origin + imagePath(sku),
  ...(priced && {
    offers: {
      '@type': 'Offer',
      price: (minor / 100).toFixed(2),
      priceCurrency: 'USD',
      availability: 'https://schema.org/InStock',
    },
  }),
})
