import { html } from 'hono/html'
import type { Offer } from '../machine/find-offers.ts'
import { type Markup, pageLayout } from './page-layout.ts'

export const dollars = (minor: number): string => `$${(minor / 100).toFixed(2)}`

/** The address of an offer's page. */
const offerPath = (term: string, zip: string, { number }: Offer): string =>
  `/offers/${number}?${new URLSearchParams({ q: term, zip })}`

export const searchForm = (term: string, zip: string): Markup => html`<form action="/search">
<input name="q" value="${term}" aria-label="Search term" required><input name="zip" value="${zip}" aria-label="ZIP code"
pattern="[0-9]{5}" size="6" required><button>Search</button></form>`

/** The offers for a term near a ZIP code. The site `demo-town` reads them by their classes. */
export const searchPage = (term: string, zip: string, offers: Offer[]): Markup =>
  pageLayout({
    title: `${term} near ${zip}`,
    lang: 'en-US',
    body: html`<h1>${term} near ${zip}</h1>
${searchForm(term, zip)}
<p class="about" data-offers="${offers.length}">${offers.length === 0 ? 'No offers.' : `${offers.length} offers`}</p>
<ol data-currency="USD">
${offers.map(
  (offer) => html`<li class="offer">${
    offer.image === null
      ? html`<span></span>`
      : html`<img src="${offer.image}" width="48" height="48" alt="" loading="lazy">`
  }
<a class="title" href="${offerPath(term, zip, offer)}">${offer.title}</a><span class="price">${dollars(offer.minor)}</span>
<span class="details"><span class="store">${offer.store}</span>${
    offer.rating === null ? '' : html` · <span class="rating">${offer.rating.toFixed(1)} of 5</span>`
  }${offer.shipping === null ? '' : html` · <span class="shipping">${offer.shipping}</span>`}</span></li>
`,
)}</ol>`,
  })
