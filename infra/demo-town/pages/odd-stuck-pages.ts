import { html } from 'hono/html'
import { type Markup, pageLayout } from './page-layout.ts'

const page = (title: string, body: Markup, head?: Markup) =>
  pageLayout({ title, lang: 'en-US', ...(head && { head }), body })

/** Its script never lets go of the main thread: the document does not even finish parsing. */
export const wedgePage = (): Markup => page('Wedged', html`<h1 id="name">Wedged</h1>`, html`<script>for (;;);</script>`)

/** Shows its name, and lets go of nothing from 100 ms later. */
export const lateWedgePage = (): Markup =>
  page(
    'Wedged late',
    html`<h1 id="name"></h1>
<script>document.querySelector('#name').textContent = 'Wedged late'; setTimeout(() => { for (;;); }, 100)</script>`,
  )

/** Waits for a person at an alert, then at a question, and would like to ask before it is left. */
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

/** Fills `mb` megabytes of its heap and keeps them. */
export const eatPage = (mb: number): Markup =>
  page(
    'Hungry',
    html`<main data-mb="${mb}"><h1 id="name">Hungry</h1><pre id="outcome"></pre></main>`,
    html`<script type="module" src="/assets/eat-memory.js"></script>`,
  )
