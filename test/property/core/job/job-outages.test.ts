import { isJobEnded } from '@edgesweep/core/job/job-state.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'
import { JobWorld, usage } from './job-world.ts'

const notNow = { reason: 'not now', afterMs: 100_000 }
/** The deadline in each ticket of a job that was never revived. */
const { deadline } = new JobWorld([], undefined).state

test('an error of ours is repeated with growing pauses up to the deadline; then the job has the verdict of its items', () => {
  const world = new JobWorld([null, null], undefined)
  world.apply({ type: 'taken', token: 't', attempt: 0, deadline })
  world.apply({ type: 'item.started', token: 't', index: 1 })
  world.apply({ type: 'item.ended', token: 't', index: 1, status: 'completed', error: null, usage })
  const pauses: number[] = []
  while (world.now < deadline) {
    world.apply({ type: 'item.started', token: 't', index: 0 })
    const outage = { type: 'item.outage' as const, reason: 'the bucket does not answer', random: 0.5 }
    world.apply({ ...outage, token: 't', index: 0, usage })
    pauses.push(world.state.waits[0]!.until - world.now)
    world.now = world.state.waits[0]!.until
  }
  expect(pauses.slice(0, 7)).toEqual([2_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000])
  expect(pauses.length).toBeLessThan(25)
  world.apply({ type: 'deadline' })
  const reason = 'a fault of this service kept it from ending: the bucket does not answer'
  expect(world.state.items[0]).toMatchObject({ status: 'errored', tries: 0, error: reason })
  expect(world.state).toMatchObject({ status: 'partial', dead: false, error: null })
})

const away = { type: 'item.outage' as const, token: 't', reason: 'the bucket does not answer', random: 0.5, usage }
const lateness = fc.record({
  /** How each scan stands at the deadline. Its extraction follows it. */
  scans: fc.array(fc.constantFrom('completed', 'errored', 'held', 'tried again', 'waiting', 'not begun'), {
    minLength: 1,
    maxLength: 6,
  }),
  by: fc.constantFrom('deadline' as const, 'given_up' as const),
})

test('at its deadline, a sweep ends with the verdict of its outlets if errors of ours hold all open ones, or else as a dead letter', () => {
  fc.assert(
    fc.property(lateness, ({ scans, by }) => {
      const world = new JobWorld([...scans.map(() => null), ...scans.keys()], undefined)
      world.apply({ type: 'taken', token: 't', attempt: 0, deadline })
      const end = (index: number, status: 'completed' | 'errored') => {
        world.apply({ type: 'item.started', token: 't', index })
        world.apply({
          type: 'item.ended',
          token: 't',
          index,
          status,
          error: status === 'errored' ? 'bad' : null,
          usage,
        })
      }
      for (const [index, how] of scans.entries()) {
        if (how === 'completed' || how === 'errored') {
          end(index, how)
          end(index + scans.length, 'completed')
        } else if (how !== 'not begun') {
          world.apply({ type: 'item.started', token: 't', index })
          if (how === 'waiting')
            world.apply({ type: 'item.deferred', token: 't', index, throttled: true, ...notNow, usage })
          else world.apply({ ...away, index })
          if (how === 'tried again') world.apply({ type: 'item.started', token: 't', index })
        }
      }
      const { status: before } = world.state
      world.now = deadline
      const reason = 'the job could not start before its deadline'
      world.apply(
        by === 'deadline' ? { type: 'deadline' } : { type: 'given_up', status: 'timed_out', reason, deadline },
      )
      const { status, dead, items } = world.state
      if (isJobEnded(before)) expect(status).toBe(before)
      else if (scans.includes('waiting') || scans.includes('not begun'))
        expect([status, dead]).toEqual(['timed_out', true])
      else {
        expect([status, dead]).toEqual([
          scans.some((how) => how === 'completed' || how === 'errored') ? 'partial' : 'failed',
          false,
        ])
        for (const [index, how] of scans.entries())
          if (how === 'held' || how === 'tried again')
            for (const item of [items[index], items[index + scans.length]])
              expect(item).toMatchObject({
                status: 'errored',
                error: `a fault of this service kept it from ending: ${away.reason}`,
              })
      }
    }),
    { numRuns: runs(100) },
  )
})

test('an item ends at its fifth error that nobody foresaw, however many known outages come in between', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (kinds) => {
      const world = new JobWorld([null, null], undefined)
      world.apply({ type: 'taken', token: 't', attempt: 0, deadline })
      let unforeseen = 0
      for (const isUnforeseen of kinds) {
        if (unforeseen === 5 || world.now >= deadline) break
        world.apply({ type: 'item.started', token: 't', index: 0 })
        world.apply({ ...away, index: 0, unforeseen: isUnforeseen })
        unforeseen += Number(isUnforeseen)
        world.now = world.state.waits[0]?.until ?? world.now
      }
      expect(world.state.items[0]).toMatchObject({ status: unforeseen === 5 ? 'errored' : 'queued', tries: 0 })
    }),
    { numRuns: runs(100) },
  )
})
