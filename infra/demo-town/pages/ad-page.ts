import { html } from 'hono/html'
import type { OutletState } from '../machine/outlet-at.ts'
import { imagePath } from './item-image.ts'
import { type Markup, outletPath, pageLayout } from './page-layout.ts'

/** The preview page of an outlet's ad: its text, its images and its landing URL. */
export function adPage(outlet: OutletState, item: string, origin: string): Markup {
  const landing = origin + outletPath(outlet)
  return pageLayout({
    title: `${item} at ${outlet.name}`,
    lang: 'en-US',
    body: html`<article data-landing-url="${landing}" style="background-image: url('${imagePath(outlet.name)}')">
<h1>${item} at ${outlet.name}</h1>
<img src="${imagePath(item)}" width="48" height="48" alt="">
<p>In ${outlet.city}, made today and gone tomorrow.</p>
<p><a href="${landing}">Have a look</a></p>
</article>`,
  })
}
