import type { BenchTown } from '../../../bench/scrape/town.ts'
import type { WantedJob } from './job-work.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

interface PageOptions {
  lane?: 'interactive' | 'bulk'
  /** Renders the pages in a browser. */
  render?: boolean
}

/** Jobs for different pages of a town. */
export const pageJobs = (
  { origin }: Pick<BenchTown, 'origin'>,
  word: string,
  count: number,
  { lane = 'interactive', render = false }: PageOptions = {},
): WantedJob[] =>
  numbers(count).map((n) =>
    oddPage(`${origin}/odd/shop/${n}?${render ? '' : 'plain=1&'}of=${word}${n}`, {
      lane,
      options: { ...(render && { render, waitFor: '[data-ready]' }) },
    }),
  )

/** A job for any page, which may end with one of `ends`. */
export const oddPage = (
  url: string,
  {
    lane = 'interactive',
    options = {},
    ends = ['completed'],
  }: { lane?: string; options?: object; ends?: string[] } = {},
): WantedJob => ({
  body: { kind: 'page', url, lane, site: 'selectors', options: { page: { name: { css: '#name' } }, ...options } },
  ends,
})

/** Carts of several terms each. */
export const cartJobs = (word: string, count: number, terms = 3): WantedJob[] =>
  numbers(count).map((n) => ({
    body: { kind: 'cart', items: numbers(terms).map((t) => `milk ${word}${n}t${t}`), zipcode: '10001' },
    ends: ['completed'],
  }))
