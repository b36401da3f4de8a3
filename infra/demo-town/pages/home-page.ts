import { html } from 'hono/html'
import type { OutletState } from '../machine/outlet-at.ts'
import { type Markup, outletPath, pageLayout } from './page-layout.ts'
import { searchForm } from './search-page.ts'

const words = { 'json-ld': 'JSON-LD', scripted: 'rendered by script', microdata: 'microdata in pages' }

/** The town's home page, with a link to every outlet. */
export const homePage = (outlets: OutletState[], tick: number): Markup =>
  pageLayout({
    title: 'Demo town',
    lang: 'en-US',
    body: html`<h1>Demo town</h1>
<p>${outlets.length} outlets whose prices, stock and status change with time. This is tick <strong>${tick}</strong>.
The true state at a tick is at <a href="/_town/truth">/_town/truth</a>, recent changes at
<a href="/_town/history?from=${Math.max(0, tick - 15)}&to=${tick}">/_town/history</a>. The ads of the outlets
start at <a href="/ads/1">/ads/1</a>.</p>
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
