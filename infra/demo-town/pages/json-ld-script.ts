import { html, raw } from 'hono/html'
import type { Markup } from './page-layout.ts'

/** A script element with `data` as JSON-LD. */
export const jsonLdScript = (data: unknown): Markup =>
  html`<script type="application/ld+json">${raw(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`
