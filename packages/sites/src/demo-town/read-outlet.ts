import { parseHtml } from '../html/parse-html.ts'
import { schemaOrg } from '../schema-org/schema-org-site.ts'
import { readPlace } from '../selectors/find-place.ts'
import { found, missing } from '../site/field.ts'
import type { PlatformStatusRecord } from '../site/records.ts'
import { type ItemsRead, type Page, UnreadablePage } from '../site/site.ts'
import type { Manner } from './outlet-address.ts'
import { readRenderedMenu } from './read-rendered-menu.ts'

const SKU = /^sku:/

/** The items of an outlet's page, keyed by the town's SKUs, and the next page of the menu. */
export function readOutletItems(page: Page, manner: Manner): ItemsRead {
  if (page.status !== 200) throw new UnreadablePage(`Demo town answered ${page.status} for ${page.url}.`)
  if (manner === 'scripted') return { items: readRenderedMenu(page), next: null }
  const { items, next } = schemaOrg.outlet!.items.extract(page, { url: page.url, options: null })
  const bare = items.find(({ key }) => !SKU.test(key))
  if (bare) throw new UnreadablePage(`Expected a SKU for every item at ${page.url}, but "${bare.name}" has none.`)
  return { items: items.map((item) => ({ ...item, key: item.key.replace(SKU, '') })), next }
}

/** Whether the outlet takes orders: from the status API of a scripted outlet, from the status line of any other page. */
export function readOutletStatus(page: Page, manner: Manner): PlatformStatusRecord {
  if (page.status !== 200) throw new UnreadablePage(`Demo town answered ${page.status} for ${page.url}.`)
  const online =
    manner === 'scripted'
      ? onlineInJson(page)
      : readPlace({ css: '.status', attr: 'data-online' }, parseHtml(page.body))
  return { online: online === 'true' ? found(true) : online === 'false' ? found(false) : missing }
}

function onlineInJson(page: Page): string {
  try {
    return String(JSON.parse(page.body).online)
  } catch (error) {
    throw new UnreadablePage(`Expected an outlet's status in JSON at ${page.url}: ${error}`)
  }
}
