import { oddMenu, oddProduct } from '@edgesweep/infra/demo-town/machine/odd-product.ts'
import { schemaOrg } from '@edgesweep/sites/schema-org/schema-org-site.ts'
import { foundValue } from '@edgesweep/sites/site/field.ts'
import { expect, test } from 'vitest'
import { openTown } from '../open-town.ts'

const outlet = (url: string) => ({ url, options: {} })

/** The names and prices (in minor units) of the items in the page's structured data. */
async function itemsOf(url: string) {
  const page = { url, status: 200, contentType: 'text/html', body: await (await fetch(url)).text() }
  const { items } = schemaOrg.outlet!.items.extract(page, outlet(url))
  return items.map(({ name, price }) => ({ name, price: foundValue(price)?.minor ?? null }))
}

test('the structured data of a plain shop page has name and price, that of a half page only the name', async () => {
  const town = await openTown()
  for (const number of [0, 12, 999_999_999]) {
    const { name, minor } = oddProduct(number)
    expect(await itemsOf(`${town}/odd/shop/${number}?plain=1`)).toEqual([{ name, price: minor }])
    expect(await itemsOf(`${town}/odd/half/${number}`)).toEqual([{ name, price: null }])
  }
})

test('the HTML of a scripted shop page has neither name nor price, but its API has both', async () => {
  const town = await openTown()
  const { name, minor } = oddProduct(12)
  const body = await (await fetch(`${town}/odd/shop/12`)).text()
  const price = (minor / 100).toFixed(2)
  for (const secret of [name, price, 'ld+json']) expect(body).not.toContain(secret)
  for (const part of ['rel="stylesheet"', 'as="font"']) expect(body).toContain(part)
  expect(body.match(/<img /g)).toHaveLength(2)
  const [, source] = /data-product="([^"]+)"/.exec(body)!
  expect(await (await fetch(town + source!)).json()).toMatchObject({
    name,
    price: `$${price}`,
    json_ld: { offers: { price, priceCurrency: 'USD' } },
  })
})

test('every subresource of a shop page exists', async () => {
  const town = await openTown()
  const body = await (await fetch(`${town}/odd/shop/12`)).text()
  const parts = [...body.matchAll(/(?:src|href)="(\/(?:assets|images)[^"]+)"/g)].map(([, path]) => path!)
  expect(parts).toHaveLength(5)
  for (const path of parts) expect((await fetch(town + path)).status, path).toBe(200)
})

test('the structured data of a menu page has its ten dishes, and all pictures exist', async () => {
  const town = await openTown()
  expect(await itemsOf(`${town}/odd/menu/3`)).toEqual(oddMenu(3).map(({ name, minor }) => ({ name, price: minor })))
  const images = (await (await fetch(`${town}/odd/menu/3`)).text()).match(/(?<=<img src=")[^"]+/g)!
  expect(images).toHaveLength(10)
  for (const image of images) expect((await fetch(town + image)).headers.get('content-type')).toBe('image/svg+xml')
})
