import { expect, test } from 'vitest'
import { brokenRules } from '../../../bench/governor/broken-rules.ts'
import type { SeenDecision } from '../../../bench/governor/decision-log.ts'

const terms = { min: 1, max: 4, memoryFloorBytes: 100 }

type Told = Partial<SeenDecision['reading']> & { change: -1 | 0 | 1; reason: SeenDecision['reason']; after?: number }

/** Decisions one second apart on a machine with room and no work, unless the arguments differ. */
function decisions(...told: Told[]): SeenDecision[] {
  let [workers, now] = [terms.min, 0]
  return told.map(({ change, reason, after = 1, ...given }) => {
    const reading = {
      cpu: 0.1,
      memoryFreeBytes: 500,
      memoryTotalBytes: 1000,
      waiting: 0,
      busy: workers,
      workers,
      ...given,
    }
    workers += change
    now += after * 1000
    const at = new Date(now).toISOString()
    return { at, change, reason, workers, reading, times: 1, readings: 1, words: '', phase: '' }
  })
}

const last = (...told: Told[]) => brokenRules(decisions(...told), terms).at(-1)

const more: Told = { change: 1, reason: 'backlog', waiting: 11 }
const strained: Told = { change: 0, reason: 'cpu', waiting: 11, cpu: 0.96 }
const idle: Told = { change: 0, reason: 'steady', busy: 0 }
const times = (count: number, told: Told): Told[] => Array.from({ length: count }, () => told)

test.each<[string, Told[]]>([
  ['one comes for eleven that wait, at 80 % and at the floor', [{ ...more, cpu: 0.8, memoryFreeBytes: 100 }]],
  ['none comes for ten', [{ change: 0, reason: 'steady', waiting: 10 }]],
  ['none comes when the pool is full', [...times(3, more), { change: 0, reason: 'pool_full', waiting: 11 }]],
  [
    'one goes after 5 s of strain',
    [more, { ...strained, after: 10 }, ...times(4, strained), { ...strained, change: -1 }],
  ],
  ['one goes at once under the floor', [more, { change: -1, reason: 'memory', memoryFreeBytes: 99 }]],
  ['one goes after 10 s of idleness', [more, ...times(10, idle), { ...idle, change: -1, reason: 'idle' }]],
  [
    'one goes after 10 s of idleness, though another was forced out meanwhile',
    [
      ...times(2, more),
      ...times(7, idle),
      { ...idle, change: -1, reason: 'memory', memoryFreeBytes: 99 },
      ...times(3, idle),
      { ...idle, change: -1, reason: 'idle' },
    ],
  ],
  [
    'none comes in the rest after one that was forced out',
    [
      more,
      { change: -1, reason: 'memory', memoryFreeBytes: 99 },
      { change: 0, reason: 'memory', waiting: 11, after: 9 },
    ],
  ],
])('no rule is broken when %s', (_, told) => {
  expect(last(...told)).toBeNull()
})

test.each<[string, Told[]]>([
  ['one more above 80 % of the processors', [{ ...more, cpu: 0.81 }]],
  ['one more above 80 % of the processors', [{ ...more, cpu: NaN }]],
  ['one more under the memory floor', [{ ...more, memoryFreeBytes: 99 }]],
  ['one more for 10 that wait', [{ ...more, waiting: 10 }]],
  ['5 workers, with 1 to 4 allowed', times(4, more)],
  ['one more while another is still coming', [more, { ...more, workers: 1 }]],
  [
    'one more, soon after one was forced out',
    [more, { change: -1, reason: 'memory', memoryFreeBytes: 99 }, { ...more, after: 9 }],
  ],
  ['none more, though there is work and room', [{ change: 0, reason: 'steady', waiting: 11 }]],
  [
    'none more, though there is work and room',
    [
      more,
      { change: -1, reason: 'memory', memoryFreeBytes: 99 },
      { change: 0, reason: 'memory', waiting: 11, after: 10 },
    ],
  ],
  [
    'one fewer for "cpu", which the readings do not say',
    [more, { ...strained, after: 10 }, { ...strained, change: -1 }],
  ],
  ['one fewer for "cpu", which the readings do not say', [more, ...times(8, strained), { ...strained, change: -1 }]],
  [
    'one fewer for "cpu", which the readings do not say',
    [...times(2, more), { ...strained, after: 10 }, ...times(4, strained), ...times(2, { ...strained, change: -1 })],
  ],
  [
    'one fewer for "idle", which the readings do not say',
    [more, ...times(5, idle), { ...idle, change: -1, reason: 'idle' }],
  ],
  [
    'one fewer for "memory", which the readings do not say',
    [more, { change: -1, reason: 'memory', memoryFreeBytes: 100 }],
  ],
  [
    'one fewer for "memory", which the readings do not say',
    [more, more, ...times(2, { change: -1, reason: 'memory', memoryFreeBytes: 99, workers: 3 } as Told)],
  ],
  ['none fewer under the memory floor', [more, { change: 0, reason: 'memory', memoryFreeBytes: 99 }]],
  ['none fewer, though the processors are taken', [more, { ...strained, after: 10 }, ...times(5, strained)]],
  ['none fewer, though idle', [more, ...times(11, idle)]],
  ['"cpu" for none more and none fewer, which the readings do not say', [{ change: 0, reason: 'cpu' }]],
])('the broken rule is: %s', (rule, told) => {
  expect(last(...told)).toBe(rule)
})

test('a change that does not lead from the workers before to those after is told', () => {
  const [first, second] = decisions(more, more)
  expect(brokenRules([first!, { ...second!, workers: 2 }], terms)).toEqual([
    null,
    'from 2 to 2 workers by a change of 1',
  ])
})

test('readings that nobody saw are no proof that a worker had to go, and none that it had to stay', () => {
  const [first, ...rest] = decisions(more, { ...strained, after: 10 }, ...times(6, strained), {
    ...strained,
    change: -1,
  })
  const unseen = (seen: SeenDecision[]) => [{ ...seen.at(-1)!, readings: seen.length }]
  expect(brokenRules([first!, ...unseen(rest.slice(0, -1)), rest.at(-1)!], terms)).toEqual([null, null, null])
})
