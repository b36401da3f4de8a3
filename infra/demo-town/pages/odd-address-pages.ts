import { html } from 'hono/html'
import { type Markup, pageLayout } from './page-layout.ts'

/** The ways in which a page's script requests an address. `#outcome` shows `worked`, or `failed: ` and the reason. */
export const attempts = ['fetch', 'socket', 'popup', 'worker'] as const

const page = (title: string, body: Markup, head?: Markup) =>
  pageLayout({ title, lang: 'en-US', ...(head && { head }), body })

export const attemptPage = (how: (typeof attempts)[number], url: string): Markup =>
  page(
    `Tries a ${how}`,
    html`<main data-how="${how}" data-url="${url}"><p>${how} of <code>${url}</code></p><pre id="outcome"></pre></main>`,
    html`<script type="module" src="/assets/try-address.js"></script>`,
  )

export const scriptRedirectPage = (to: string): Markup =>
  page(
    'Moved by script',
    html`<main data-to="${to}"><p>Moved.</p></main><script>location.href = document.querySelector('main').dataset.to</script>`,
  )

export const metaRedirectPage = (to: string): Markup =>
  page('Moved by meta', html`<p>Moved.</p>`, html`<meta http-equiv="refresh" content="0;url=${to}">`)

export const framePage = (source: string): Markup =>
  page('Framed', html`<h1 id="name">Framed</h1><iframe src="${source}"></iframe>`)

export const foreignScriptPage = (source: string): Markup =>
  page('Scripted from elsewhere', html`<h1 id="name">Scripted from elsewhere</h1><script src="${source}"></script>`)
