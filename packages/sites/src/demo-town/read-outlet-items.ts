import { schemaOrg } from '../schema-org/schema-org-site.ts'
import { type ItemsRead, type Page, UnreadablePage } from '../site/site.ts'
import type { Manner } from './outlet-address.ts'
import { readRenderedMenu } from './read-rendered-menu.ts'

const SKU = /^sku:/

/** The items of an outlet's page, keyed by the town's SKUs, and the page after it where the menu goes on. */
export function readOutletItems(page: Page, manner: Manner): ItemsRead {
  if (page.status !== 200) throw new UnreadablePage(`demo town answered ${page.status} for ${page.url}`)
  if (manner === 'scripted') return { items: readRenderedMenu(page), next: null }
  const { items, next } = schemaOrg.outlet!.items.extract(page, { url: page.url, options: null })
  const bare = items.find(({ key }) => !SKU.test(key))
  if (bare) throw new UnreadablePage(`expected a SKU for every item at ${page.url}, but "${bare.name}" has none`)
  return { items: items.map((item) => ({ ...item, key: item.key.replace(SKU, '') })), next }
}
