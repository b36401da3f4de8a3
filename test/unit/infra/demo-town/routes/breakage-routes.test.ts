import { expect, test } from 'vitest'
import { openTown } from '../open-town.ts'

const slugsOf = async (town: string) =>
  ((await (await fetch(`${town}/_town/outlets`)).json()) as Array<{ slug: string }>).map(({ slug }) => slug)

const breakPage = (town: string, slug: string, how: string) =>
  fetch(`${town}/_town/breakages/${slug}?how=${how}`, { method: 'PUT' })

test('a broken page answers 200 until it is repaired, and other pages stay unchanged', async () => {
  const town = await openTown({ tickSeconds: 1e9 })
  const [jsonLd, scripted, microdata] = await slugsOf(town)
  const pages = [`json-ld/${jsonLd}`, `api/scripted/${scripted}`, `microdata/${microdata}`]
  const whole = await Promise.all(pages.map(async (page) => (await fetch(`${town}/${page}`)).text()))
  expect(await (await breakPage(town, jsonLd!, 'unpriced')).json()).toEqual({ [jsonLd!]: 'unpriced' })
  const answer = await fetch(`${town}/${pages[0]}`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
  expect(await answer.text()).not.toMatch(/"price":"[^"]|\$\d/)
  await breakPage(town, scripted!, 'empty')
  expect(await (await fetch(`${town}/${pages[1]}`)).json()).toMatchObject({ items: [] })
  expect(await (await fetch(`${town}/${pages[2]}`)).text()).toBe(whole[2])
  await breakPage(town, microdata!, 'changed')
  expect(await (await fetch(`${town}/${pages[2]}`)).text()).not.toContain('itemprop')
  for (const slug of [jsonLd, scripted, microdata]) await fetch(`${town}/_town/breakages/${slug}`, { method: 'DELETE' })
  expect(await (await fetch(`${town}/_town/breakages`)).json()).toEqual({})
  expect(await Promise.all(pages.map(async (page) => (await fetch(`${town}/${page}`)).text()))).toEqual(whole)
})

test('a breakage of an unknown outlet or of an unknown kind is refused with a reason', async () => {
  const town = await openTown()
  const [slug] = await slugsOf(town)
  expect((await breakPage(town, 'nobody-1', 'empty')).status).toBe(404)
  const refused = await breakPage(town, slug!, 'on-fire')
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { error: '`how` must be one of empty, changed, unpriced' },
  ])
})
