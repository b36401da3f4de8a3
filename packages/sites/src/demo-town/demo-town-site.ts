import type { Site } from '../site/site.ts'
import { withinBudget } from '../site/work-budget.ts'
import { firstPage, mannerOf, statusPage } from './outlet-address.ts'
import { readOffers, searchPage } from './read-offers.ts'
import { readOutletItems, readOutletStatus } from './read-outlet.ts'

/**
 * The bundled demo town. The outlet's address names its manner (`/json-ld/…`, `/scripted/…`, `/microdata/…`). Only a script
 * writes a scripted outlet's items, so reading them needs a browser; its status has an API of its own.
 */
export const demoTown: Site = withinBudget({
  name: 'demo-town',
  outlet: {
    scan: {
      request: (outlet) => statusPage(outlet.url),
      extract: (page, outlet) => readOutletStatus(page, mannerOf(outlet.url)),
    },
    items: {
      request: (outlet) => firstPage(outlet.url),
      extract: (page, outlet) => readOutletItems(page, mannerOf(outlet.url)),
    },
  },
  search: { request: searchPage, extract: readOffers },
  checkOptions: (options) =>
    options === null || options === undefined || (typeof options === 'object' && Object.keys(options).length === 0)
      ? null
      : 'the site demo-town takes no options: leave `options` out, or send {}',
})
