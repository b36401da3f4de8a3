import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { realFolder } from '../../../support/real-folder.ts'
import { readPage } from './page-of.ts'

const shops = realFolder('shop-pages')
const restock = realFolder('restock')
const structured = realFolder('structured-data')

interface Shop {
  file: string
  url: string
  price: string | null
}

const expected: Shop[] = shops ? JSON.parse(readFileSync(`${shops}/expected.json`, 'utf8')) : []

/** Pages with a price in their text and scripts only, which this site does not read. */
const WITHOUT_STRUCTURED_PRICE = ['amazon.html', 'amazon-gorilla.html']

const CURRENCY = 'USD'

describe.skipIf(!shops)('real shop pages', () => {
  test.each(expected)('the structured price of $file is $price or missing', ({ file, url, price }) => {
    const record = readPage(readFileSync(`${shops}/${file}`, 'utf8'), { url })
    const missing = price === null || WITHOUT_STRUCTURED_PRICE.includes(file)
    const minor = Math.round(Number(price) * 100)
    expect(record.price).toEqual(
      missing ? { state: 'missing' } : { state: 'found', value: { minor, currency: CURRENCY } },
    )
  })
})

test.skipIf(!restock)('microdata without a product and JSON with a trailing comma yield price and currency', () => {
  const text = readFileSync(`${restock}/itemprop-variants.txt`, 'utf8')
  const [microdata, json] = text.split(/\n\n(?=<script)/) as [string, string]
  const price = { state: 'found', value: { minor: 15555, currency: 'AUD' } }
  expect(readPage(microdata)).toMatchObject({ price, name: { state: 'missing' } })
  expect(readPage(json)).toMatchObject({ price, name: { state: 'found', value: 'test' } })
})

describe.skipIf(!structured)('small pages with broken and odd markup', () => {
  const files = structured ? readdirSync(structured).filter((file) => file.endsWith('.html')) : []

  test.each(files)('%s is read without an error', (file) => {
    expect(readPage(readFileSync(`${structured}/${file}`, 'utf8'))).toHaveProperty('price')
  })

  test.each([
    ['misc--opengraph_ns_product_test.html', 'Better Off Dead [Exclusive Blu-ray Steelbook]', 1799],
    ['misc--product_microdata.html', 'Executive Anvil', 11999],
    ['schema.org--product.html', 'Executive Anvil', 11999],
    ['schema.org--product-ref.html', 'Executive Anvil', 11999],
    ['schema.org--CreativeWork.001.html', 'The Catcher in the Rye', 699],
    ['schema.org--Event.003.html', 'Typhoon with Radiation City', 1300],
  ])('%s yields "%s" for %i cents', (file, name, minor) => {
    const record = readPage(readFileSync(`${structured}/${file}`, 'utf8'))
    expect(record).toMatchObject({ name: { value: name }, price: { value: { minor, currency: 'USD' } } })
  })
})
