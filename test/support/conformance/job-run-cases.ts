import type { JobStorage } from '@edgesweep/core/job/job-storage.ts'
import { expect } from 'vitest'
import { gave, JobAtWork, someHeader } from './job-at-work.ts'
import type { PortCase } from './port-case.ts'

/** The rules for the runs of a job, their deadlines and their clocks, for every storage. */
export const jobRunCases: Array<PortCase<() => JobStorage>> = [
  {
    name: 'a job that has not ended at its deadline times out',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 0)
      job.desk.acknowledge(1)
      expect(job.alarmAt).toBe(someHeader().deadline)
      await job.ring()
      expect(job.desk.read()).toMatchObject({ status: 'timed_out', dead: true })
    },
  },
  {
    name: 'a retried job runs only its failed items, and refuses a ticket of the earlier run',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 2)
      job.desk.reportItem('t1', 0, gave('milk'))
      job.desk.reportItem('t1', 1, gave('part of it', 'errored'))
      expect(await job.desk.revive('failed')).toBe('revived')
      expect(job.item(1)).toMatchObject({ status: 'queued', error: null, result: null })
      expect(job.take(someHeader(), 'old', 7, 2)).toBeNull()
      job.desk.giveUp(someHeader(), 'failed', 'the lane reports it again')
      expect(job.desk.read()).toMatchObject({ status: 'queued', completed: 1, endedAt: null, expiresAt: null })
      job.restart()
      const { deadline } = job.readmitted[0]!
      expect(deadline).toBeGreaterThan(someHeader().deadline)
      const taken = job.take(someHeader({ deadline }), 't2', 0, 2)
      expect(taken).toEqual({ ready: [], started: [1], ended: false })
    },
  },
  {
    name: 'a given-up job is a dead letter until its replay, which runs its unfinished items',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 3, 1)
      job.desk.reportItem('t1', 0, gave('milk'))
      job.desk.giveUp(someHeader(), 'failed', 'given up after 5 attempts')
      expect(job.desk.read()).toMatchObject({ status: 'failed', dead: true, attempt: 3 })
      expect(await job.desk.revive('failed')).toBe('nothing_to_do')
      job.restart()
      expect(await job.desk.revive('unfinished')).toBe('revived')
      const { deadline } = job.readmitted[0]!
      expect(job.take(someHeader({ deadline }), 't2', 0, 2)).toMatchObject({ started: [1] })
      expect(job.desk.read()).toMatchObject({ status: 'running', dead: false, attempt: 4 })
    },
  },
  {
    name: 'a job that waits to run again is readmitted until a worker takes it, even when its lane does not answer',
    async run(open) {
      const job = new JobAtWork(open)
      job.take(someHeader(), 't1', 0, 0)
      job.desk.giveUp(someHeader(), 'failed', 'given up after 5 attempts')
      job.desk.acknowledge(2)
      job.laneAnswers = false
      expect(await job.desk.revive('unfinished')).toBe('revived')
      expect([job.readmitted.length, job.alarmAt - job.now]).toEqual([0, 5_000])
      job.laneAnswers = true
      job.restart()
      await job.ring()
      await job.ring()
      expect(job.readmitted).toHaveLength(2)
      const { deadline } = job.readmitted[0]!
      job.take(someHeader({ deadline }), 't2', 0, 0)
      job.desk.acknowledge(3)
      expect(job.alarmAt, 'the alarm of a running job with an empty outbox').toBe(deadline)
    },
  },
  {
    name: 'a job that waits to run again can be cancelled, and times out at its deadline',
    async run(open) {
      const job = new JobAtWork(open)
      const fail = () => {
        job.desk.giveUp({ ...someHeader(), ...job.readmitted.at(-1) }, 'failed', 'given up after 5 attempts')
        return job.desk.revive('unfinished')
      }
      expect(await fail()).toBe('revived')
      job.now = job.readmitted[0]!.deadline
      await job.ring()
      expect(job.desk.read()).toMatchObject({ status: 'timed_out', dead: true })
      expect(await job.desk.revive('unfinished')).toBe('revived')
      expect(job.desk.cancel()).toBe(true)
      job.restart()
      expect(job.desk.read()).toMatchObject({ status: 'cancelled' })
    },
  },
  {
    name: 'a job whose object is an hour ahead of its lane, or behind it, has the time that the lane gives it',
    async run(open) {
      for (const aheadMs of [3_600_000, -3_600_000]) {
        const job = new JobAtWork(open)
        job.now += aheadMs
        const began = job.now
        const header = someHeader({ deadline: someHeader().submittedAt + 120_000, remainingMs: 115_000 })
        expect(job.take(header, 't1', 0, 1)).toMatchObject({ started: [0] })
        job.desk.acknowledge(1)
        job.now = began + 114_999
        await job.desk.ring()
        expect(job.desk.read()).toMatchObject({ status: 'running' })
        expect(job.alarmAt).toBe(began + 115_000)
        await job.ring()
        expect(job.desk.read()).toMatchObject({ status: 'timed_out' })
        await open().clear()
      }
    },
  },
  {
    name: 'a revived job tells its lane how much time it has',
    async run(open) {
      const job = new JobAtWork(open)
      job.desk.giveUp(someHeader(), 'failed', 'given up after 5 attempts')
      await job.desk.revive('unfinished')
      expect(job.readmitted).toMatchObject([{ remainingMs: 3_600_000 }])
    },
  },
  {
    name: 'a job that began while the clock was a day ahead has no more than its time when the clock is right again',
    async run(open) {
      const job = new JobAtWork(open)
      job.now += 86_400_000
      job.take(someHeader({ remainingMs: 3_600_000 }), 't1', 0, 1)
      job.desk.acknowledge(1)
      job.now -= 86_400_000
      job.restart()
      job.desk.startItem('t1', 1)
      expect(job.alarmAt).toBe(job.now + 3_600_000)
    },
  },
  {
    name: 'a job whose object moves to a machine whose clock is an hour or a day ahead keeps what is left of its time, and ends after it',
    async run(open) {
      for (const aheadMs of [3_600_000, 86_400_000]) {
        const job = new JobAtWork(open)
        job.take(someHeader({ remainingMs: 900_000 }), 't1', 0, 1)
        job.now += 300_000
        job.desk.startItem('t1', 1)
        job.desk.acknowledge(1)
        for (const jumpMs of [aheadMs, -aheadMs, aheadMs]) {
          job.now += jumpMs
          job.restart()
          await job.desk.ring()
          job.restart()
          expect(job.desk.read()).toMatchObject({ status: 'running' })
        }
        expect(job.alarmAt).toBe(job.now + 600_000)
        await job.ring()
        expect(job.desk.read()).toMatchObject({ status: 'timed_out' })
        await job.desk.acknowledge(100)
        job.now += aheadMs * 2
        job.restart()
        await job.desk.ring()
        expect(job.desk.read(), 'results that were kept for no time yet').not.toBe(null)
        await job.ring()
        expect(job.expired).toBe(true)
      }
    },
  },
  {
    name: 'the next call sets an alarm that could not be set, and a read sets one that has not rung',
    async run(open) {
      const job = new JobAtWork(open)
      job.takesAlarms = false
      job.take(someHeader(), 't1', 0, 1)
      expect(job.alarmAt).toBe(Number.POSITIVE_INFINITY)
      job.takesAlarms = true
      await Promise.resolve()
      job.desk.startItem('t1', 1)
      const { now } = job
      expect(job.alarmAt).toBe(now + 5_000)
      job.alarmAt = Number.POSITIVE_INFINITY
      job.now = now + 30_000
      job.desk.read()
      expect(job.alarmAt).toBeLessThanOrEqual(job.now + 5_000)
    },
  },
]
