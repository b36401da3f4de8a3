import { lasting, meetTrouble, type Trouble } from '@edgesweep/infra/demo-town/machine/trouble.ts'
import { expect, test } from 'vitest'

const trouble = (part: Partial<Trouble>): Trouble => ({
  status: 503,
  retryAfter: null,
  until: null,
  left: null,
  path: '/',
  ...part,
})

test('trouble for two requests affects the first two and not the third', () => {
  let state: Trouble | null = trouble({ left: 2 })
  const met = ['/a', '/b', '/c'].map((path) => {
    const step = meetTrouble(state, 0, path)
    state = step.trouble
    return step.met?.status ?? null
  })
  expect(met).toEqual([503, 503, null])
  expect(state).toBeNull()
})

test('a request for another path is not affected by trouble and does not count', () => {
  const state = trouble({ left: 1, path: '/odd/' })
  expect(meetTrouble(state, 0, '/search')).toEqual({ trouble: state, met: null })
  expect(meetTrouble(state, 0, '/odd/shop/1').met).toEqual(state)
})

test('trouble with a time ends at that time', () => {
  const state = trouble({ until: 1000 })
  expect(meetTrouble(state, 999, '/').met).toEqual(state)
  expect(meetTrouble(state, 1000, '/')).toEqual({ trouble: null, met: null })
  expect(lasting(state, 1000)).toBeNull()
})

test('trouble affects robots.txt only if its path is /robots.txt', () => {
  expect(meetTrouble(trouble({}), 0, '/robots.txt').met).toBeNull()
  expect(meetTrouble(trouble({ path: '/robots.txt' }), 0, '/robots.txt').met).not.toBeNull()
})
