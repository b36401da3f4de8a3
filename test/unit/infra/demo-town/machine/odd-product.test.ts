import { fileBytes } from '@edgesweep/infra/demo-town/machine/file-bytes.ts'
import { oddMenu, oddProduct } from '@edgesweep/infra/demo-town/machine/odd-product.ts'
import { expect, test } from 'vitest'

test('a product is the same for the same number, and a thousand have hundreds of prices', () => {
  const products = Array.from({ length: 1000 }, (_, number) => oddProduct(number))
  expect(products).toEqual(products.map((_, number) => oddProduct(number)))
  expect(new Set(products.map(({ minor }) => minor)).size).toBeGreaterThan(900)
  for (const { minor } of products) expect(Number.isSafeInteger(minor) && minor > 0).toBe(true)
})

test('a menu has ten dishes of different names and keys', () => {
  for (const dishes of [0, 7, 999_999_999].map(oddMenu)) {
    expect(new Set(dishes.map(({ name }) => name)).size).toBe(10)
    expect(new Set(dishes.map(({ sku }) => sku)).size).toBe(10)
  }
})

test('a file has the size asked for and the same bytes each time, and another number other bytes', () => {
  expect(fileBytes(1, 3)).toHaveLength(3072)
  expect(fileBytes(1, 3)).toEqual(fileBytes(1, 3))
  expect(fileBytes(1, 4).subarray(0, 3072)).toEqual(fileBytes(1, 3))
  expect(fileBytes(2, 3)).not.toEqual(fileBytes(1, 3))
  expect(new Set(fileBytes(1, 16)).size).toBe(256)
})
