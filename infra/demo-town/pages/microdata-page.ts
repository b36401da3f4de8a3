import { html } from 'hono/html'
import type { ItemState, OutletState } from '../machine/outlet-at.ts'
import { formatPrice } from './format-price.ts'
import { imagePath } from './item-image.ts'
import { type Markup, outletPath, pageLayout, statusLine, stockNote } from './page-layout.ts'

const itemsAPage = 10

/** The number of pages of the outlet's menu, at least 1. */
export const pagesOf = (outlet: OutletState): number => Math.max(1, Math.ceil(outlet.items.length / itemsAPage))

/**
 * One page (from 1) of the menu in microdata, with prices in the place's notation. Links to the other pages contain `tick`, so that all pages show
 * the same state of the menu.
 */
export function microdataPage(outlet: OutletState, page: number, tick: number): Markup {
  const link = (number: number) => `${outletPath(outlet)}?page=${number}&tick=${tick}`
  const pages = pagesOf(outlet)
  const items = outlet.items.slice((page - 1) * itemsAPage, page * itemsAPage)
  return pageLayout({
    title: `${outlet.name}, ${outlet.city}, page ${page}`,
    lang: outlet.notation.locale,
    head: html`${page > 1 ? html`<link rel="prev" href="${link(page - 1)}">` : ''}${
      page < pages ? html`<link rel="next" href="${link(page + 1)}">` : ''
    }`,
    body: html`<h1>${outlet.name}</h1><p class="about">${outlet.city}</p>
${statusLine(outlet.online)}
<ul>
${items.map((item) => itemMarkup(item, outlet))}</ul>
<nav>${page > 1 ? html`<a rel="prev" href="${link(page - 1)}">Back</a>` : ''}<span>Page ${page} of ${pages}</span>${
      page < pages ? html`<a rel="next" href="${link(page + 1)}">More</a>` : ''
    }</nav>`,
  })
}

const itemMarkup = (item: ItemState, { notation }: OutletState): Markup =>
  html`<li id="${item.key}" itemscope itemtype="https://schema.org/Product"><meta itemprop="sku" content="${item.key}">
<img itemprop="image" src="${imagePath(item.name)}" width="48" height="48" alt="" loading="lazy">
<span itemprop="name">${item.name}</span>
<span itemprop="offers" itemscope itemtype="https://schema.org/Offer">
<span class="price" itemprop="price">${formatPrice(item.minor, notation)}</span>
<meta itemprop="priceCurrency" content="${item.currency}">
<link itemprop="availability" href="https://schema.org/${item.availability === 'in_stock' ? 'InStock' : 'OutOfStock'}">
</span><span class="stock" data-stock="${item.availability}">${stockNote(item.availability)}</span></li>
`
