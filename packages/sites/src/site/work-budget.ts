import { type Site, UnreadablePage } from './site.ts'

/**
 * The steps that reading one page may take. A step, such as a test of a node, takes about 10 ns of processor time. They are counted, not
 * timed, so that a page gets the same verdict on any machine, and because a Worker's clock stands still while it computes.
 */
const MOST_STEPS = 100_000_000

/** Reading the page takes more steps than any normal page needs. A browser would not help, because it gets the same page. */
export class TooMuchWork extends UnreadablePage {
  override name = 'TooMuchWork'
}

/** The budget of the page that is being read. Reading is synchronous, so there is one such page at a time. */
let budget: { most: number; left: number } | null = null

/** Counts work on the page that is being read. Throws `TooMuchWork` when its budget is spent, because half a page may hold a wrong price. */
export function spend(steps: number): void {
  if (budget === null) return
  budget.left -= steps
  if (budget.left < 0) {
    throw new TooMuchWork(
      `The page takes too much work to read: more than ${budget.most} steps. Give a smaller page, or simpler selectors.`,
    )
  }
}

/** Reads a page within one budget, which parsing, structured data and selectors share. Throws `TooMuchWork` as `spend` does. */
export function withBudget<T>(read: () => T, most: number = MOST_STEPS): T {
  if (budget !== null) return read()
  budget = { most, left: most }
  try {
    return read()
  } finally {
    budget = null
  }
}

const bounded =
  <A extends unknown[], R>(extract: (...args: A) => R) =>
  (...args: A): R =>
    withBudget(() => extract(...args))

/** A site whose extractions each have one budget. */
export const withinBudget = ({ outlet, search, page, ...site }: Site): Site => ({
  ...site,
  ...(outlet && {
    outlet: {
      scan: { ...outlet.scan, extract: bounded(outlet.scan.extract) },
      items: { ...outlet.items, extract: bounded(outlet.items.extract) },
    },
  }),
  ...(search && { search: { ...search, extract: bounded(search.extract) } }),
  ...(page && { page: { ...page, extract: bounded(page.extract) } }),
})
