import { describeIssues } from '../site/describe-issues.ts'
import { found, missing } from '../site/field.ts'
import { onlyPageOptions, pageRequest } from '../site/page-options.ts'
import type { PlatformStatusRecord } from '../site/records.ts'
import { type OutletTarget, type Page, type PageRequest, type Site, UnreadablePage } from '../site/site.ts'
import { withinBudget } from '../site/work-budget.ts'
import { LIST } from './list-things.ts'
import { readItems } from './read-items.ts'
import { isProductPage, readPage } from './read-page.ts'
import { readSources } from './read-sources.ts'
import { hasType } from './thing.ts'

const request = ({ url, options }: OutletTarget): PageRequest => pageRequest(url, onlyPageOptions.parse(options))

function refuseErrorPage({ status, url }: Page): void {
  if (status >= 400)
    throw new UnreadablePage(`Expected a page with structured data at ${url}, but the server answered ${status}.`)
}

/**
 * Offline when the page is gone, or when it lists items and none is available. The page of a single product is online, even when the
 * product is sold out. Missing when no item states an availability.
 */
function readStatus(page: Page): PlatformStatusRecord {
  if (page.status === 404 || page.status === 410) return { online: found(false) }
  refuseErrorPage(page)
  const sources = readSources(page)
  const stock = readItems(sources).flatMap(({ availability }) =>
    availability.state === 'found' ? [availability.value] : [],
  )
  if (stock.length === 0) return { online: missing }
  return { online: found(stock.some((one) => one === 'in_stock' || one === 'preorder') || isProductPage(sources)) }
}

/** Reads any shop, restaurant or menu page that describes itself with schema.org terms or Open Graph's product properties. */
export const schemaOrg: Site = withinBudget({
  name: 'schema-org',
  outlet: {
    scan: { request, extract: readStatus },
    items: {
      request,
      extract(page, outlet) {
        refuseErrorPage(page)
        const sources = readSources(page)
        const items = readItems(sources)
        const lists = sources.syntaxes.flat().some((thing) => hasType(thing, LIST) || thing.props.has('hasMenu'))
        if (items.length === 0 && !lists) {
          throw new UnreadablePage(
            `Expected products, a menu or a list in the structured data of ${page.url}, but it has none.`,
          )
        }
        const next = sources.links.get('next')
        const follows =
          next !== undefined && next !== page.url && URL.parse(next)?.origin === URL.parse(page.url)?.origin
        return { items, next: follows ? { ...request(outlet), url: next } : null }
      },
    },
  },
  page: {
    request,
    extract(page) {
      refuseErrorPage(page)
      return readPage(readSources(page))
    },
  },
  checkOptions: (options) => describeIssues(onlyPageOptions.safeParse(options)),
})
