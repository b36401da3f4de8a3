import type { Site } from '../site/site.ts'
import { firstPage, mannerOf, statusPage } from './outlet-address.ts'
import { readOffers, searchPage } from './read-offers.ts'
import { readOutletItems } from './read-outlet-items.ts'
import { readOutletStatus } from './read-outlet-status.ts'

/**
 * The bundled demo town. An outlet's address tells its manner (`/json-ld/…`, `/scripted/…`, `/microdata/…`); a scripted
 * outlet's items exist only after its script has run, so they need a browser, while its status has an API of its own.
 */
export const demoTown: Site = {
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
}
