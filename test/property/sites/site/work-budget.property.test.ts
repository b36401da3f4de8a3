import { schemaOrg } from '@edgesweep/sites/schema-org/schema-org-site.ts'
import { selectors } from '@edgesweep/sites/selectors/selectors-site.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { TooMuchWork, withBudget } from '@edgesweep/sites/site/work-budget.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const url = 'https://shop.example/menu'

const dish = fc.record({ name: fc.stringMatching(/^[a-z]{1,8}$/), price: fc.integer({ min: 0, max: 9_999 }) })
const bodies = fc
  .array(dish, { maxLength: 12 })
  .chain((dishes) =>
    fc.constantFrom(
      dishes.map(({ name, price }) => `<li><h3>${name}</h3><b>${price / 100} EUR</b></li>`).join('<!-- -->'),
      `<script type="application/ld+json">${JSON.stringify(dishes.map(({ name, price }) => ({ '@type': 'Product', name, offers: { price: price / 100, priceCurrency: 'EUR' } })))}</script>`,
      dishes
        .map(
          ({ name, price }) =>
            `<p itemscope itemtype="https://schema.org/Product"><i itemprop="name">${name}</i><i itemprop="price">${price} JPY</i>`,
        )
        .join(''),
    ),
  )
const options = {
  item: 'li:nth-child(n+1):not(:nth-last-child(7))',
  fields: { name: { css: 'h3' }, price: { css: 'h3 + b' } },
}
const readers = {
  selectors: (body: string) =>
    selectors.outlet!.items.extract({ url, status: 200, contentType: 'text/html', body }, { url, options }),
  'schema-org': (body: string) =>
    schemaOrg.page!.extract({ url, status: 200, contentType: 'text/html', body }, { url, options: null }),
}

const outcome = (read: () => unknown) => {
  try {
    return { value: read() }
  } catch (error) {
    if (!(error instanceof UnreadablePage)) throw error
    return { error: error.message, tooMuch: error instanceof TooMuchWork }
  }
}

test('a page is read whole or not at all: no budget changes a value, and the same budget gives the same verdict', () => {
  fc.assert(
    fc.property(
      bodies,
      fc.constantFrom(...Object.values(readers)),
      fc.integer({ min: 0, max: 40_000 }),
      (body, read, most) => {
        const whole = outcome(() => read(body))
        const bounded = outcome(() => withBudget(() => read(body), most))
        if (!bounded.tooMuch) expect(bounded).toEqual(whole)
        expect(outcome(() => withBudget(() => read(body), most))).toEqual(bounded)
        if (!bounded.tooMuch) expect(outcome(() => withBudget(() => read(body), most + 1))).toEqual(whole)
      },
    ),
    { numRuns: runs(100) },
  )
})
