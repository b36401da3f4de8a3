import type { Decision } from '@edgesweep/core/governor/governor-settings.ts'
import { governorSettings } from '@edgesweep/core/governor/governor-settings.ts'
import { governPool } from '@edgesweep/runner/govern-pool.ts'
import { expect, test } from 'vitest'

const settings = governorSettings({ min: 1, max: 3 })
const roomy = { cpu: 0.2, memoryFreeBytes: 2 ** 31, memoryTotalBytes: 2 ** 32 }

/** Governs a pool for this many decisions, under a clock that skips every wait. */
async function govern(
  rounds: number,
  parts: { waiting?: () => Promise<number>; readHost?: () => Promise<typeof roomy> } = {},
) {
  const stop = new AbortController()
  const logged: [string, Record<string, unknown> | undefined][] = []
  const decisions: Decision[] = []
  const log = (event: string, fields?: Record<string, unknown>) => void logged.push([event, fields])
  let now = 0
  const clock = {
    now: () => now,
    sleep: (ms: number) =>
      new Promise<void>((resolve) =>
        setImmediate(() => {
          now += ms
          resolve()
        }),
      ),
  }
  let running = 0
  const pool = {
    get workers() {
      return running
    },
    waiting: parts.waiting ?? (async () => 50),
    busy: () => running,
    setWorkers: (workers: number) => {
      running = workers
    },
  }
  await governPool({ clock, log: { info: log, warn: log, error: log } }, pool, {
    settings,
    readHost: parts.readHost ?? (async () => roomy),
    signal: stop.signal,
    onDecision: (decision) => {
      if (decisions.push(decision) === rounds) stop.abort()
    },
  })
  return { decisions, logged, pool }
}

test('the pool follows each decision, and the log reports each change once, with its reading', async () => {
  const { decisions, logged, pool } = await govern(5)
  expect(decisions.map(({ workers }) => workers)).toEqual([2, 3, 3, 3, 3])
  expect(pool.workers).toBe(3)
  expect(logged.map(([event]) => event)).toEqual(['governor.changed', 'governor.changed'])
  expect(logged[1]![1]).toMatchObject({ workers: 3, change: 1, reason: 'backlog', reading: { waiting: 50, cpu: 0.2 } })
})

test('a database that does not answer is logged once, and the number of workers stays the same', async () => {
  let asked = 0
  const waiting = async () => {
    asked += 1
    if (asked === 1) return 50
    throw new Error('connection refused')
  }
  const { decisions, logged } = await govern(8, { waiting })
  expect(decisions.map(({ workers }) => workers)).toEqual(Array(8).fill(2))
  expect(logged.filter(([event]) => event === 'governor.reading_failed')).toEqual([
    ['governor.reading_failed', { reading: 'waiting', error: 'Error: connection refused' }],
  ])
})

test('a query that hangs is not repeated, and low memory removes workers meanwhile', async () => {
  let asked = 0
  const waiting = () => (++asked <= 2 ? Promise.resolve(50) : new Promise<number>(() => {}))
  let reads = 0
  const readHost = async () => ({ ...roomy, memoryFreeBytes: ++reads <= 2 ? roomy.memoryFreeBytes : 0 })
  const { decisions } = await govern(6, { waiting, readHost })
  expect(decisions.map(({ workers }) => workers)).toEqual([2, 3, 2, 1, 1, 1])
  expect(asked).toBe(3)
})

test('no worker is added when reading the host fails', async () => {
  const { decisions, logged } = await govern(4, { readHost: () => Promise.reject(new Error('no sys access')) })
  expect(decisions.map(({ workers }) => workers)).toEqual([1, 1, 1, 1])
  expect(logged).toEqual([['governor.reading_failed', { reading: 'host', error: 'Error: no sys access' }]])
})
