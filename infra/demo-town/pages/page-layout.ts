import { html, raw } from 'hono/html'
import { townStyle } from './town-style.ts'

/** Escaped HTML, as the tagged template `html` gives it. */
export type Markup = ReturnType<typeof html>

export interface Layout {
  title: string
  /** BCP 47. */
  lang: string
  /** Further elements of the head. */
  head?: Markup
  body: Markup
}

/** A whole page in the town's look. */
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
<header><a href="/">Demo town</a><span>an invented town for trying Edgesweep: nothing here is for sale</span></header>
${body}
</body>
</html>
`

/** Says to a person, and in `data-online` to a program, whether the outlet takes orders. */
export const statusLine = (online: boolean): Markup =>
  online
    ? html`<p class="status" data-online="true">Open, taking orders</p>`
    : html`<p class="status" data-online="false">Closed for the moment; the menu is for looking only</p>`

export const stockNote = (availability: 'in_stock' | 'out_of_stock'): string =>
  availability === 'in_stock' ? 'In stock' : 'Sold out'
