import { Exclusion } from '@edgesweep/core/exclusion.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { VirtualClock } from '../../support/virtual-clock.ts'

test('work alone has no company, all work ends, and work together is not serialized', async () => {
  const job = fc.record({ alone: fc.boolean(), at: fc.nat(50), ms: fc.nat(30), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(fc.array(job, { maxLength: 12 }), async (jobs) => {
      const clock = new VirtualClock()
      const exclusion = new Exclusion()
      const running = new Set<number>()
      let most = 0
      const work = (n: number) => async () => {
        running.add(n)
        most = Math.max(most, running.size)
        const { alone, ms, fails } = jobs[n]!
        if (alone) expect(running.size).toBe(1)
        await clock.sleep(ms)
        if (alone) expect(running.size).toBe(1)
        running.delete(n)
        if (fails) throw new Error('failed')
      }
      const all = jobs.map(async ({ alone, at }, n) => {
        await clock.sleep(at)
        return alone ? exclusion.alone(work(n)) : exclusion.together(work(n))
      })
      const ends = await clock.finish(Promise.allSettled(all))
      expect(ends.map(({ status }) => status === 'rejected')).toEqual(jobs.map(({ fails }) => fails))
      const atOnce = jobs.every(({ alone, at, ms }) => !alone && at === 0 && ms > 0)
      if (atOnce) expect(most).toBe(jobs.length)
    }),
  )
})

test('work that waits to run alone is served before work that comes later', async () => {
  const exclusion = new Exclusion()
  const order: string[] = []
  let end = () => {}
  const first = exclusion.together(
    () =>
      new Promise<void>((resolve) => {
        end = resolve
      }),
  )
  const second = exclusion.alone(async () => void order.push('alone'))
  const third = exclusion.together(async () => void order.push('together'))
  expect(order).toEqual([])
  end()
  await Promise.all([first, second, third])
  expect(order).toEqual(['alone', 'together'])
})
