import { html } from 'hono/html'
import type { OutletState } from '../machine/outlet-at.ts'
import { outletPath } from './outlet-path.ts'
import { type Markup, pageLayout } from './page-layout.ts'
import { searchForm } from './search-page.ts'

const words = { 'json-ld': 'JSON-LD', scripted: 'rendered by script', microdata: 'microdata in pages' }

/** What the town is, and a link to every outlet. */
export const homePage = (outlets: OutletState[], tick: number): Markup =>
  pageLayout({
    title: 'Demo town',
    lang: 'en-US',
    body: html`<h1>Demo town</h1>
<p>${outlets.length} outlets whose prices, stock and opening change as time passes. This is tick <strong>${tick}</strong>.
What is true at a tick: <a href="/_town/truth">/_town/truth</a>; what has changed lately:
<a href="/_town/history?from=${Math.max(0, tick - 15)}&to=${tick}">/_town/history</a>. The outlets
advertise: <a href="/ads/1">/ads/1</a> and so on.</p>
${searchForm('milk', '10001')}
<ul>
${outlets.map(
  (
    outlet,
  ) => html`<li><span data-online="${String(outlet.online)}">●</span><a href="${outletPath(outlet)}">${outlet.name}</a>
<span class="details">${outlet.city} · ${words[outlet.manner]}</span></li>
`,
)}</ul>`,
  })
