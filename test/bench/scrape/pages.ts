import type { PageSet } from './arm.ts'
import type { BenchTown, TownItem, TownOutlet } from './town.ts'

/** A page to read, with the options of a `page` job. */
export interface AskedPage {
  url: string
  site: 'selectors' | 'schema-org'
  options: object
}

/** The pages of a run, and their true content at each tick. */
export interface PagePlan {
  pages: AskedPage[]
  slugs: string[]
  /** By tick, in the order of the pages. */
  expected: Map<number, TownItem[][]>
}

const manners = { rendered: 'scripted', fetched: 'json-ld' } as const

/** The resource types that every arm's browser leaves out. */
const block = ['image', 'media', 'font']

/** Plans `count` pages of a town. Only outlets that are online at all `ticks` qualify, because a sweep does not extract the others. */
export async function planPages(town: BenchTown, set: PageSet, count: number, ticks: number[]): Promise<PagePlan> {
  const truths = await Promise.all(ticks.map((tick) => town.truth(tick)))
  const chosen = truths[0]!
    .map((outlet, index) => ({ outlet, states: truths.map((truth) => truth[index]!) }))
    .filter(({ outlet, states }) => outlet.manner === manners[set] && states.every(({ online }) => online))
    .slice(0, count)
  if (chosen.length < count) throw new Error(`The town has ${chosen.length} such outlets, and ${count} were asked for.`)
  return {
    pages: chosen.map(({ outlet }) => pageOf(outlet, set, town.origin)),
    slugs: chosen.map(({ outlet }) => outlet.slug),
    expected: new Map(ticks.map((tick, at) => [tick, chosen.map(({ states }) => states[at]!.items)])),
  }
}

function pageOf({ slug, items }: TownOutlet, set: PageSet, origin: string): AskedPage {
  const url = `${origin}/${manners[set]}/${slug}`
  if (set === 'fetched') return { url, site: 'schema-org', options: {} }
  return {
    url,
    site: 'selectors',
    options: {
      render: true,
      waitFor: '[data-menu="ready"]',
      block,
      currency: items[0]!.currency,
      item: '.item',
      fields: {
        key: { attr: 'data-sku' },
        name: { css: '.name' },
        price: { css: '.price' },
        availability: {
          css: '.stock',
          attr: 'data-stock',
          in_stock: ['in_stock'],
          out_of_stock: ['out_of_stock'],
        },
        url: { css: '.name', attr: 'href' },
        image: { css: 'img', attr: 'src' },
      },
    },
  }
}
