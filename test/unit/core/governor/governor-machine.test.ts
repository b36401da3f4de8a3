import { govern, newGovernor } from '@edgesweep/core/governor/governor-machine.ts'
import { type GovernorSettings, governorSettings, type Reading } from '@edgesweep/core/governor/governor-settings.ts'
import { expect, test } from 'vitest'

const mebibyte = 1024 * 1024
const settings = governorSettings({ min: 1, max: 4 })

/** A pool whose workers start and end at once, read every second. */
function poolOf(given: GovernorSettings = settings) {
  let state = newGovernor(given)
  let now = 0
  const read = (seen: Partial<Reading> = {}) => {
    now += 1000
    const whole = { cpu: 0.3, memoryFreeBytes: 2048 * mebibyte, memoryTotalBytes: 4096 * mebibyte, waiting: 0 }
    const step = govern(given, state, { ...whole, busy: state.workers, workers: state.workers, ...seen }, now)
    state = step.state
    return step.decision
  }
  return { read, reads: (times: number, seen?: Partial<Reading>) => Array.from({ length: times }, () => read(seen)) }
}
const workersOf = (decisions: { workers: number }[]) => decisions.map(({ workers }) => workers)

test('ten waiting tasks add no worker, and eleven add one at each reading until the pool is full', () => {
  const { read, reads } = poolOf()
  expect(read({ waiting: 10 })).toMatchObject({ workers: 1, reason: 'steady' })
  expect(workersOf(reads(5, { waiting: 11 }))).toEqual([2, 3, 4, 4, 4])
  expect(read({ waiting: 11 })).toMatchObject({ change: 0, reason: 'pool_full' })
})

test('a pool with a minimum of zero adds its first worker for one task and removes it without tasks', () => {
  const { read, reads } = poolOf(governorSettings({ min: 0, max: 4, keepSeconds: 1, idleSeconds: 2 }))
  expect(read()).toMatchObject({ workers: 0, reason: 'steady' })
  expect(read({ waiting: 1 })).toMatchObject({ workers: 1, reason: 'backlog' })
  expect(workersOf(reads(5, { waiting: 1, busy: 0 }))).toEqual([1, 1, 1, 1, 1])
  expect(workersOf(reads(4, { busy: 0 }))).toEqual([1, 1, 0, 0])
})

test.each([
  [{ cpu: 0.81 }, 'cpu', '81 %'],
  [{ memoryFreeBytes: 127 * mebibyte }, 'memory', '127 MiB'],
] as const)('a backlog adds no worker when the reading is %o', (seen, reason, figure) => {
  const decision = poolOf().read({ waiting: 50, ...seen })
  expect(decision).toMatchObject({ workers: 1, change: 0, reason })
  expect(decision.words).toContain(figure)
})

test('a worker is added even exactly at the CPU ceiling and the memory floor', () => {
  expect(poolOf().read({ waiting: 50, cpu: 0.8, memoryFreeBytes: 128 * mebibyte }).workers).toBe(2)
})

test('low memory removes a worker at once, and another only after the last has ended', () => {
  const { read, reads } = poolOf()
  reads(3, { waiting: 50 })
  const low = { waiting: 50, memoryFreeBytes: 0 }
  expect(read(low)).toMatchObject({ workers: 3, change: -1, reason: 'memory' })
  expect(read({ ...low, workers: 4 })).toMatchObject({ workers: 3, change: 0, reason: 'memory' })
  expect(workersOf(reads(4, low))).toEqual([2, 1, 1, 1])
})

test('a full CPU removes a worker only when it lasts', () => {
  const { read, reads } = poolOf()
  reads(3, { waiting: 50 })
  reads(10)
  const full = { waiting: 50, cpu: 0.97 }
  expect(workersOf(reads(4, full))).toEqual([4, 4, 4, 4])
  read({ waiting: 50, cpu: 0.9 })
  expect(workersOf(reads(5, full))).toEqual([4, 4, 4, 4, 4])
  expect(read(full)).toMatchObject({ workers: 3, change: -1, reason: 'cpu' })
  expect(workersOf(reads(7, full))).toEqual([3, 3, 3, 3, 3, 2, 2])
})

test('a CPU load that returns with each added worker lengthens the pause', () => {
  const { reads } = poolOf(governorSettings({ min: 1, max: 2 }))
  const gained: number[] = []
  let workers = 1
  for (let second = 0; second < 400; second++) {
    const [decision] = reads(1, { waiting: 50, cpu: workers === 2 ? 1 : 0.6 })
    if (decision!.workers > workers) gained.push(second)
    workers = decision!.workers
  }
  const between = gained.slice(1).map((second, index) => second - gained[index]!)
  expect(between).toEqual([20, 30, 50, 90, 170])
})

test('a CPU load long after the last one begins with a short pause again', () => {
  const { reads } = poolOf(governorSettings({ min: 1, max: 2 }))
  const forceOut = () => reads(1, { waiting: 50, memoryFreeBytes: 0 })
  const secondsToRise = () => reads(400, { waiting: 50 }).findIndex(({ change }) => change === 1) + 1
  reads(1, { waiting: 50 })
  for (const seconds of [10, 10, 10]) {
    forceOut()
    expect(secondsToRise()).toBe(seconds)
  }
})

test('idle workers are removed one by one, and busy ones stay', () => {
  const { reads } = poolOf()
  reads(3, { waiting: 50 })
  expect(new Set(workersOf(reads(30, { waiting: 0 })))).toEqual(new Set([4]))
  expect(workersOf(reads(41, { busy: 0 })).filter((_, second) => second % 10 === 0)).toEqual([4, 3, 2, 1, 1])
})

test('no further worker is added while one is still starting', () => {
  const { read } = poolOf()
  expect(read({ waiting: 50 }).workers).toBe(2)
  expect(read({ waiting: 50, workers: 1 })).toMatchObject({ workers: 2, reason: 'steady' })
  expect(read({ waiting: 50, workers: 2 }).workers).toBe(3)
})

test.each([
  [{ min: 3, max: 2 }, 'min (3) and max (2)'],
  [{ min: 0, max: 0 }, 'max (0)'],
  [{ min: 1, max: 2.5 }, 'max (2.5)'],
  [{ min: 1, max: 2, cpuCeiling: 80 }, 'cpuCeiling (80)'],
  [{ min: 1, max: 2, idleSeconds: -1 }, 'idleSeconds must be 0 or more, not -1'],
])('invalid settings are refused with their name: %o', (given, words) => {
  expect(() => governorSettings(given)).toThrow(words)
})
