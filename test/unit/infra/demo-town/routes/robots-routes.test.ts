import { expect, test } from 'vitest'
import { openTown } from '../open-town.ts'

const closed = 'User-agent: *\nDisallow: /\n'

test('a town serves the robots.txt from its options', async () => {
  const town = await openTown({ robots: closed })
  expect(await (await fetch(`${town}/robots.txt`)).text()).toBe(closed)
})

test('/_town/robots changes the text and the status of robots.txt', async () => {
  const town = await openTown()
  const set = await fetch(`${town}/_town/robots?status=503`, { method: 'PUT', body: closed })
  expect(await set.json()).toEqual({ text: closed, status: 503 })
  const broken = await fetch(`${town}/robots.txt`)
  expect([broken.status, await broken.text()]).toEqual([503, closed])
  await fetch(`${town}/_town/robots`, { method: 'PUT', body: closed })
  const whole = await fetch(`${town}/robots.txt`)
  expect([whole.status, await whole.text()]).toEqual([200, closed])
  expect(whole.headers.get('content-type')).toContain('text/plain')
  expect(await (await fetch(`${town}/_town/robots`)).json()).toEqual({ text: closed, status: 200 })
})

test.each(['0', '204', '302', '600', 'x'])(
  '/_town/robots refuses the status %s and changes nothing',
  async (status) => {
    const town = await openTown()
    const set = await fetch(`${town}/_town/robots?status=${status}`, { method: 'PUT', body: closed })
    expect(set.status).toBe(400)
    expect(await set.json()).toHaveProperty('error')
    expect(await (await fetch(`${town}/robots.txt`)).text()).toContain('Allow: /')
  },
)
