import { html } from 'hono/html'
import { type Markup, pageLayout } from './page-layout.ts'

const page = (title: string, body: Markup, head?: Markup) =>
  pageLayout({ title, lang: 'en-US', ...(head && { head }), body })

/** A page whose script blocks the main thread for ever, before the document is parsed. */
export const wedgePage = (): Markup => page('Wedged', html`<h1 id="name">Wedged</h1>`, html`<script>for (;;);</script>`)

/** A page that shows its name and blocks the main thread 100 ms later. */
export const lateWedgePage = (): Markup =>
  page(
    'Wedged late',
    html`<h1 id="name"></h1>
<script>document.querySelector('#name').textContent = 'Wedged late'; setTimeout(() => { for (;;); }, 100)</script>`,
  )

/** A page that opens an alert, then a confirm dialog, and a dialog when it is left. */
export const dialogPage = (): Markup =>
  page(
    'Talkative',
    html`<main><h1 id="name">Talkative</h1><pre id="outcome"></pre></main>
<script>
addEventListener('beforeunload', (event) => event.preventDefault())
alert('Welcome!')
document.querySelector('#outcome').textContent = confirm('Do you like it here?') ? 'yes' : 'no'
document.querySelector('main').dataset.ready = 'true'
</script>`,
  )

/** A page that allocates `mb` megabytes of heap and keeps them. */
export const eatPage = (mb: number): Markup =>
  page(
    'Hungry',
    html`<main data-mb="${mb}"><h1 id="name">Hungry</h1><pre id="outcome"></pre></main>`,
    html`<script type="module" src="/assets/eat-memory.js"></script>`,
  )
