import { expect, test } from 'vitest'
import { brokenRules } from '../../../bench/governor/broken-rules.ts'
import type { SeenDecision } from '../../../bench/governor/decision-log.ts'

const terms = { min: 1, max: 4, memoryFloorBytes: 100 }

type Given = Partial<SeenDecision['reading']> & { change: -1 | 0 | 1; reason: SeenDecision['reason']; after?: number }

/** Decisions one second apart on a machine with free resources and no work, changed by the arguments. */
function decisions(...steps: Given[]): SeenDecision[] {
  let [workers, now] = [terms.min, 0]
  return steps.map(({ change, reason, after = 1, ...given }) => {
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

const last = (...steps: Given[]) => brokenRules(decisions(...steps), terms).at(-1)

const more: Given = { change: 1, reason: 'backlog', waiting: 11 }
const strained: Given = { change: 0, reason: 'cpu', waiting: 11, cpu: 0.96 }
const idle: Given = { change: 0, reason: 'steady', busy: 0 }
const times = (count: number, given: Given): Given[] => Array.from({ length: count }, () => given)

test.each<[string, Given[]]>([
  [
    'a worker is added for eleven waiting tasks at 80 % and at the floor',
    [{ ...more, cpu: 0.8, memoryFreeBytes: 100 }],
  ],
  ['no worker is added for ten waiting tasks', [{ change: 0, reason: 'steady', waiting: 10 }]],
  ['no worker is added to a full pool', [...times(3, more), { change: 0, reason: 'pool_full', waiting: 11 }]],
  [
    'a worker is removed after 5 s of strain',
    [more, { ...strained, after: 10 }, ...times(4, strained), { ...strained, change: -1 }],
  ],
  ['a worker is removed at once under the floor', [more, { change: -1, reason: 'memory', memoryFreeBytes: 99 }]],
  ['a worker is removed after 10 s of idleness', [more, ...times(10, idle), { ...idle, change: -1, reason: 'idle' }]],
  [
    'an idle worker is removed after 10 s although another was forced out meanwhile',
    [
      ...times(2, more),
      ...times(7, idle),
      { ...idle, change: -1, reason: 'memory', memoryFreeBytes: 99 },
      ...times(3, idle),
      { ...idle, change: -1, reason: 'idle' },
    ],
  ],
  [
    'no worker is added in the pause after one was forced out',
    [
      more,
      { change: -1, reason: 'memory', memoryFreeBytes: 99 },
      { change: 0, reason: 'memory', waiting: 11, after: 9 },
    ],
  ],
])('no rule is broken when %s', (_, given) => {
  expect(last(...given)).toBeNull()
})

test.each<[string, Given[]]>([
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
  ['none more although there is work and room', [{ change: 0, reason: 'steady', waiting: 11 }]],
  [
    'none more although there is work and room',
    [
      more,
      { change: -1, reason: 'memory', memoryFreeBytes: 99 },
      { change: 0, reason: 'memory', waiting: 11, after: 10 },
    ],
  ],
  [
    'one fewer for "cpu", which the readings do not support',
    [more, { ...strained, after: 10 }, { ...strained, change: -1 }],
  ],
  [
    'one fewer for "cpu", which the readings do not support',
    [more, ...times(8, strained), { ...strained, change: -1 }],
  ],
  [
    'one fewer for "cpu", which the readings do not support',
    [...times(2, more), { ...strained, after: 10 }, ...times(4, strained), ...times(2, { ...strained, change: -1 })],
  ],
  [
    'one fewer for "idle", which the readings do not support',
    [more, ...times(5, idle), { ...idle, change: -1, reason: 'idle' }],
  ],
  [
    'one fewer for "memory", which the readings do not support',
    [more, { change: -1, reason: 'memory', memoryFreeBytes: 100 }],
  ],
  [
    'one fewer for "memory", which the readings do not support',
    [more, more, ...times(2, { change: -1, reason: 'memory', memoryFreeBytes: 99, workers: 3 } as Given)],
  ],
  ['none fewer under the memory floor', [more, { change: 0, reason: 'memory', memoryFreeBytes: 99 }]],
  ['none fewer, although the processors are strained', [more, { ...strained, after: 10 }, ...times(5, strained)]],
  ['none fewer although idle', [more, ...times(11, idle)]],
  ['"cpu" for none more and none fewer, which the readings do not support', [{ change: 0, reason: 'cpu' }]],
])('the broken rule is: %s', (rule, given) => {
  expect(last(...given)).toBe(rule)
})

test('a decision whose change does not match its numbers of workers is reported', () => {
  const [first, second] = decisions(more, more)
  expect(brokenRules([first!, { ...second!, workers: 2 }], terms)).toEqual([
    null,
    'from 2 to 2 workers by a change of 1',
  ])
})

test('unseen readings neither justify nor require a removal', () => {
  const [first, ...rest] = decisions(more, { ...strained, after: 10 }, ...times(6, strained), {
    ...strained,
    change: -1,
  })
  const unseen = (seen: SeenDecision[]) => [{ ...seen.at(-1)!, readings: seen.length }]
  expect(brokenRules([first!, ...unseen(rest.slice(0, -1)), rest.at(-1)!], terms)).toEqual([null, null, null])
})
