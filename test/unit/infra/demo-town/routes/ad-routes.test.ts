import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import { readCreative } from '@edgesweep/sites/ad-creative/read-creative.ts'
import { expect, test } from 'vitest'

const town = createTown({ outlets: 3 })
const origin = 'http://town.example'
const adAt = async (number: number | string) => {
  const url = `${origin}/ads/${number}`
  const response = await town.request(url)
  const contentType = response.headers.get('content-type') ?? ''
  return { status: response.status, url, contentType, body: await response.text() }
}

test('an ad shows an item of an outlet, links to that outlet, and has existing images', async () => {
  for (const number of [1, 2, 3, 4, 10_000]) {
    const { title, landingUrl, media } = readCreative(await adAt(number))
    const outlet = await town.request(landingUrl!)
    expect(outlet.status).toBe(200)
    expect(media).toHaveLength(2)
    for (const address of media) {
      expect((await town.request(address)).headers.get('content-type')).toContain('image/svg')
    }
    expect(title).toMatch(/^.+ at .+$/)
  }
  expect((await adAt(1)).body).toBe((await adAt(1)).body)
})

test.each(['0', '10001', 'x', '1.5', '-1'])('the ad number %s answers 404', async (number) => {
  expect((await adAt(number)).status).toBe(404)
})
