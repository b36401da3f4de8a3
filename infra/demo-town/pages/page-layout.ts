import { html, raw } from 'hono/html'
import type { Manner } from '../machine/plan-outlet.ts'
import { townStyle } from './town-style.ts'

/** Escaped HTML from the tagged template `html`. */
export type Markup = ReturnType<typeof html>

interface Layout {
  title: string
  /** A BCP 47 tag. */
  lang: string
  /** Additional elements of the head. */
  head?: Markup
  body: Markup
}

/** A page of the town with its header and style. */
export const pageLayout = ({ title, lang, head, body }: Layout): Markup => html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(townStyle)}</style>
${head ?? ''}
</head>
<body>
<header><a href="/">Demo town</a><span>a fictional town for trying Edgesweep; nothing is for sale</span></header>
${body}
</body>
</html>
`

/** Shows whether the outlet takes orders, as text and as `data-online`. */
export const statusLine = (online: boolean): Markup =>
  online
    ? html`<p class="status" data-online="true">Open, taking orders</p>`
    : html`<p class="status" data-online="false">Closed, not taking orders</p>`

export const stockNote = (availability: 'in_stock' | 'out_of_stock'): string =>
  availability === 'in_stock' ? 'In stock' : 'Sold out'

/** A script element that contains `data` as JSON-LD. */
export const jsonLdScript = (data: unknown): Markup =>
  html`<script type="application/ld+json">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`

/** The path of an outlet's page. */
export const outletPath = ({ manner, slug }: { manner: Manner; slug: string }): string => `/${manner}/${slug}`
