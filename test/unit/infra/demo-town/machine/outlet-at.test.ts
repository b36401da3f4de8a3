import { compareOutlets } from '@edgesweep/infra/demo-town/machine/compare-outlets.ts'
import { outletAt } from '@edgesweep/infra/demo-town/machine/outlet-at.ts'
import { expect, test } from 'vitest'

const now = 88_000_000
const size = 46
const townAt = (seed: number, tick: number) => Array.from({ length: size }, (_, index) => outletAt(seed, index, tick))

/** The changes at each tick from `from` (exclusive) to `to` (inclusive), by outlet. */
function changesByTick(seed: number, from: number, to: number) {
  let before = townAt(seed, from)
  return Array.from({ length: to - from }, (_, step) => {
    const after = townAt(seed, from + step + 1)
    const changes = after.map((outlet, index) => compareOutlets(before[index]!, outlet))
    before = after
    return changes
  })
}

test('the state of an outlet at a tick does not depend on earlier calls', () => {
  const first = outletAt(7, 3, now)
  outletAt(7, 3, now + 1000)
  outletAt(8, 3, now)
  expect(outletAt(7, 3, now)).toEqual(first)
})

test('another seed makes another town', () => {
  expect(townAt(1, now)).not.toEqual(townAt(2, now))
})

test('a third of the outlets has each manner, and each manner occurs with each currency', () => {
  const outlets = townAt(1, now)
  const pairs = new Set(outlets.map(({ manner, notation }) => `${manner} ${notation.currency}`))
  for (const manner of ['json-ld', 'scripted', 'microdata']) {
    expect(outlets.filter((outlet) => outlet.manner === manner).length).toBeGreaterThanOrEqual(15)
    for (const currency of ['USD', 'EUR', 'JPY', 'GBP']) expect(pairs).toContain(`${manner} ${currency}`)
  }
  expect(outlets.filter(({ notation }) => notation.currency === 'USD').length).toBeGreaterThan(size / 2)
})

test('slugs and item keys are unique in a town of 500, and each outlet lists 12 to 30 items', () => {
  const outlets = Array.from({ length: 500 }, (_, index) => outletAt(1, index, now))
  expect(new Set(outlets.map(({ slug }) => slug)).size).toBe(500)
  const keys = outlets.flatMap(({ items }) => items.map(({ key }) => key))
  expect(new Set(keys).size).toBe(keys.length)
  for (const { items } of outlets) {
    expect(items.length).toBeGreaterThanOrEqual(12)
    expect(items.length).toBeLessThanOrEqual(30)
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length)
    for (const { minor } of items) expect(Number.isSafeInteger(minor) && minor > 0).toBe(true)
  }
})

test('additional items leave the usual items of an outlet unchanged', () => {
  const usual = outletAt(1, 0, now)
  const { items, ...outlet } = outletAt(1, 0, now, 180)
  expect({ ...outlet, items: items.slice(0, usual.items.length) }).toEqual(usual)
  expect(new Set(items.map(({ key }) => key)).size).toBe(usual.items.length + 180)
})

test('an item that disappears and returns keeps its key and name', () => {
  const names = new Map<string, string>()
  for (let tick = now; tick < now + 3000; tick += 50) {
    for (const { key, name } of outletAt(1, 0, tick).items) {
      expect(names.get(key) ?? name).toBe(name)
      names.set(key, name)
    }
  }
  expect(names.size).toBeGreaterThan(outletAt(1, 0, now).items.length)
})

test.each([1, 7, 42])('with seed %i, 5 to 10 %% of the outlets change in a tick', (seed) => {
  const ticks = changesByTick(seed, now, now + 150)
  const changed = ticks.flat().filter((changes) => changes.length > 0).length
  expect(changed / (150 * size)).toBeGreaterThan(0.05)
  expect(changed / (150 * size)).toBeLessThan(0.1)
})

test.each([1, 7, 42])('with seed %i, any 3 ticks have a change and any 30 ticks have every kind of change', (seed) => {
  const ticks = changesByTick(seed, now, now + 80)
  for (let start = 0; start + 3 <= ticks.length; start += 1) {
    expect(ticks.slice(start, start + 3).flat(2).length).toBeGreaterThan(0)
  }
  for (let start = 0; start + 30 <= ticks.length; start += 1) {
    const kinds = new Set(ticks.slice(start, start + 30).flatMap((tick) => tick.flat().map(({ type }) => type)))
    expect([...kinds].sort()).toEqual([
      'item.added',
      'item.back_in_stock',
      'item.out_of_stock',
      'item.price_changed',
      'item.removed',
      'outlet.offline',
      'outlet.online',
    ])
  }
})
