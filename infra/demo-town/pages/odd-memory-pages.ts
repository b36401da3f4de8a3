import { html } from 'hono/html'
import { type Markup, pageLayout } from './page-layout.ts'

/** A page whose script shows in `#found` the job that left a trace in this browser, and then leaves its own. */
export const memoryPage = (): Markup =>
  pageLayout({
    title: 'Memory',
    lang: 'en-US',
    head: html`<script type="module" src="/assets/find-traces.js"></script>`,
    body: html`<main><h1>Memory</h1><pre id="found"></pre></main>`,
  })

/** A page that shows the `Cookie` header of the request. */
export const cookiePage = (header: string): Markup =>
  pageLayout({
    title: 'Cookie',
    lang: 'en-US',
    body: html`<main><h1>Cookie</h1><pre id="cookie">${header}</pre></main>`,
  })
