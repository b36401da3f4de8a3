import { join } from 'node:path'
import type { PageSet } from './arm.ts'
import type { ScrapeOptions } from './options.ts'
import type { ReaderScript } from './reader-arm.ts'

const own = (name: string) => join(import.meta.dirname, 'readers', name)
const peer = (name: string) => join(import.meta.dirname, '..', 'peers', name)
const stores = 'nothing'

/** The minimum for each set of pages. */
const floors: ReaderScript[] = [
  { name: 'puppeteer-context', set: 'rendered', stores, script: own('puppeteer-context.ts') },
  { name: 'bare-fetch', set: 'fetched', stores, script: own('bare-fetch.ts') },
]

/** From bare puppeteer upwards, each with one more part of Edgesweep. The last step is Edgesweep itself. */
const ladder: ReaderScript[] = [
  { name: '+ guard of requests', set: 'rendered', stores, script: own('guarded-page.ts') },
  { name: '+ filtering proxy', set: 'rendered', stores, script: own('guarded-page.ts'), args: ['proxy'] },
  { name: '+ inside workerd', set: 'rendered', stores, script: own('in-workerd.ts') },
]

const peers: ReaderScript[] = [
  { name: 'crawlee-puppeteer', set: 'rendered', stores, script: peer('crawlee-puppeteer.mjs') },
  {
    name: 'crawlee-incognito',
    set: 'rendered',
    stores,
    script: peer('crawlee-puppeteer.mjs'),
    args: ['incognito'],
  },
  { name: 'crawlee-cheerio', set: 'fetched', stores, script: peer('crawlee-cheerio.mjs') },
]

/** The readers to compare with for a set of pages. */
export function readersFor(set: PageSet, options: Pick<ScrapeOptions, 'peers' | 'ladder'>): ReaderScript[] {
  const chosen = [...(options.peers ? peers : []), ...floors, ...(options.ladder ? ladder : [])]
  return chosen.filter((reader) => reader.set === set)
}
