import { schemaOrg } from '@edgesweep/sites/schema-org/schema-org-site.ts'
import type { Page } from '@edgesweep/sites/site/site.ts'

export const pageOf = (body: string, change: Partial<Page> = {}): Page => ({
  url: 'https://shop.example/page',
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body,
  ...change,
})

export const jsonLd = (...blocks: unknown[]) =>
  blocks
    .map(
      (block) =>
        `<script type="application/ld+json">${typeof block === 'string' ? block : JSON.stringify(block)}</script>`,
    )
    .join('\n')

export const readPage = (body: string, change?: Partial<Page>) => {
  const page = pageOf(body, change)
  return schemaOrg.page!.extract(page, { url: page.url, options: null })
}

export const readItems = (body: string, change?: Partial<Page>) => {
  const page = pageOf(body, change)
  return schemaOrg.outlet!.items.extract(page, { url: page.url, options: null })
}

export const money = (minor: number, currency: string) => ({ state: 'found', value: { minor, currency } })
