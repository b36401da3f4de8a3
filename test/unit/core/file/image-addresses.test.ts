import { imageAddresses } from '@edgesweep/core/file/image-addresses.ts'
import { found, missing, unparsed } from '@edgesweep/sites/site/field.ts'
import type { ItemRecord, PageRecord } from '@edgesweep/sites/site/records.ts'
import { expect, test } from 'vitest'

const item = (image: ItemRecord['image']): ItemRecord => ({
  key: 'a',
  name: 'A',
  price: missing,
  availability: missing,
  url: missing,
  image,
})
const at = (address: string) => item(found(address))

test("a page's own image comes before those of its items, without duplicates", () => {
  const page: PageRecord = {
    name: missing,
    price: missing,
    availability: missing,
    url: missing,
    brand: missing,
    image: found('https://shop.example/main.jpg'),
    items: [
      at('https://shop.example/a.jpg'),
      at('https://shop.example/main.jpg'),
      at('https://shop.example/a.jpg#large'),
    ],
  }
  expect(imageAddresses(page)).toEqual(['https://shop.example/main.jpg', 'https://shop.example/a.jpg'])
})

test('an address that is not http or https, or whose host cannot exist, is left out', () => {
  const items = [
    at('data:image/png;base64,AAAA'),
    at('ftp://shop.example/a.jpg'),
    at('/relative.jpg'),
    at(`https://shop.example/${'x'.repeat(4_096)}`),
    at(`https://${'x.'.repeat(127)}y/a.jpg`),
    at(`https://${'x'.repeat(3_663)}.example/a.jpg`),
    item(missing),
    item(unparsed('http://')),
    at('http://shop.example/b c.jpg'),
    at(`https://${'x.'.repeat(126)}y/a.jpg`),
  ]
  expect(imageAddresses(items)).toEqual(['http://shop.example/b%20c.jpg', `https://${'x.'.repeat(126)}y/a.jpg`])
})

test('at most 500 images are requested', () => {
  const items = Array.from({ length: 600 }, (_, n) => at(`https://shop.example/${n}.jpg`))
  expect(imageAddresses(items)).toHaveLength(500)
  expect(imageAddresses(items).at(-1)).toBe('https://shop.example/499.jpg')
})
