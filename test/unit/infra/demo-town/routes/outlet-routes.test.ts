import { createTown } from '@edgesweep/infra/demo-town/create-town.ts'
import { outletAt } from '@edgesweep/infra/demo-town/machine/outlet-at.ts'
import { expect, test } from 'vitest'

const tick = 88_000_000
const town = createTown({ now: () => tick * 20_000 })
const bodyOf = async (path: string) => (await town.request(path)).text()

test('the home page links to every outlet', async () => {
  const home = await bodyOf('/')
  for (let index = 0; index < 46; index += 1) {
    const { manner, slug } = outletAt(1, index, tick)
    expect(home).toContain(`href="/${manner}/${slug}"`)
  }
})

test('the HTML of a scripted outlet has neither items nor status', async () => {
  for (let index = 1; index < 46; index += 3) {
    const { slug, items } = outletAt(1, index, tick)
    const html = await bodyOf(`/scripted/${slug}`)
    expect(html).toContain('data-menu="loading"')
    expect(html).not.toContain('class="status"')
    for (const { key, name } of items) {
      expect(html).not.toContain(key)
      expect(html).not.toContain(name)
    }
  }
})

test('the modules of a scripted outlet are served as JavaScript', async () => {
  for (const name of ['fill-menu.js', 'render-menu.js']) {
    const response = await town.request(`/assets/${name}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/javascript')
  }
})

test('the link to the next microdata page keeps the tick of its page', async () => {
  const { slug } = outletAt(1, 2, tick)
  const next = /<link rel="next" href="([^"]+)"/.exec(await bodyOf(`/microdata/${slug}?tick=${tick - 500}`))?.[1]
  expect(next).toBe(`/microdata/${slug}?page=2&amp;tick=${tick - 500}`)
  const second = await town.request(next!.replace('&amp;', '&'))
  expect(second.headers.get('x-town-tick')).toBe(String(tick - 500))
})

test.each([
  '/json-ld/nowhere-1',
  '/json-ld/x-1000',
  `/scripted/${outletAt(1, 0, tick).slug}`,
  `/microdata/${outletAt(1, 2, tick).slug}?page=9`,
  `/microdata/${outletAt(1, 2, tick).slug}?page=0`,
  '/api/scripted/nowhere-2/status',
  '/offers/99?q=milk&zip=10001',
  '/assets/secret.js',
])('%s answers 404', async (path) => {
  expect((await town.request(path)).status).toBe(404)
})

test.each(['/search', '/search?q=milk', '/search?q=milk&zip=1000', '/search?q=%20&zip=10001'])(
  '%s answers 400 with the parameters of a search',
  async (path) => {
    const response = await town.request(path)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('`zip`')
  },
)

test('the default robots.txt allows everything', async () => {
  expect(await bodyOf('/robots.txt')).toBe('User-agent: *\nAllow: /\n')
})

test('search terms and image names are escaped in the answer', async () => {
  expect(await bodyOf('/search?q=<script>alert(1)</script>&zip=10001')).not.toContain('<script>alert')
  expect(await bodyOf('/images/%3Cscript%3E.svg')).not.toContain('<script>')
})
