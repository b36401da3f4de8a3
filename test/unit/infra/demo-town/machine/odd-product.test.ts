import { fileBytes } from '@edgesweep/infra/demo-town/machine/file-bytes.ts'
import { oddMenu, oddProduct } from '@edgesweep/infra/demo-town/machine/odd-product.ts'
import { expect, test } from 'vitest'

test('an odd product depends only on its number, and 1,000 products have over 900 prices', () => {
  const products = Array.from({ length: 1000 }, (_, number) => oddProduct(number))
  expect(products).toEqual(products.map((_, number) => oddProduct(number)))
  expect(new Set(products.map(({ minor }) => minor)).size).toBeGreaterThan(900)
  for (const { minor } of products) expect(Number.isSafeInteger(minor) && minor > 0).toBe(true)
})

test('an odd menu has ten dishes with different names and keys', () => {
  for (const dishes of [0, 7, 999_999_999].map(oddMenu)) {
    expect(new Set(dishes.map(({ name }) => name)).size).toBe(10)
    expect(new Set(dishes.map(({ sku }) => sku)).size).toBe(10)
  }
})

test('an odd file has the requested size, and its bytes depend only on its number', () => {
  expect(fileBytes(1, 3)).toHaveLength(3072)
  expect(fileBytes(1, 3)).toEqual(fileBytes(1, 3))
  expect(fileBytes(1, 4).subarray(0, 3072)).toEqual(fileBytes(1, 3))
  expect(fileBytes(2, 3)).not.toEqual(fileBytes(1, 3))
  expect(new Set(fileBytes(1, 16)).size).toBe(256)
})
