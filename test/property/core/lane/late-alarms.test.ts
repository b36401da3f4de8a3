import { continueJob } from '@edgesweep/core/job/correct-job.ts'
import type { JobState } from '@edgesweep/core/job/job-state.ts'
import { continueTicket, type StoredTicket } from '@edgesweep/core/lane/correct-times.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../../../support/property-runs.ts'

const hour = 3_600_000
const start = 1_800_000_000_000
const runMs = fc.integer({ min: 1, max: 30 * 24 * hour })
const lateMs = fc.integer({ min: 60_001, max: 30 * 24 * hour })

const ticketUntil = (endsAt: number): StoredTicket => ({
  id: 'job_1',
  sequence: 1,
  keyId: 'key_1',
  submittedAt: start,
  deadline: endsAt,
  endsAt,
  restsFrom: start,
  notBefore: start,
  attempt: 0,
  failures: 0,
  coalesce: null,
  lease: null,
  reason: null,
  paused: false,
  heldMs: 0,
})

/** The fields of a job that tell its end. An ended job waits for the expiry of its results. */
const jobUntil = (until: number, hasEnded: boolean) =>
  ({
    queuedAt: start,
    deadline: until,
    endsAt: until,
    spec: { kind: 'cart', ttl: (until - start) / 1_000 },
    ...(hasEnded ? { status: 'completed', endedAt: start, expiresAt: until } : { status: 'running', expiresAt: null }),
  }) as JobState

test('a ticket whose alarm was late gets at most another hour, once', () => {
  fc.assert(
    fc.property(runMs, lateMs, (run, late) => {
      const now = start + run + late
      const { ticket } = continueTicket(ticketUntil(start + run), now)
      expect(ticket.endsAt - now).toBe(Math.min(run, hour))
      expect(continueTicket({ ...ticket }, ticket.endsAt + late).ticket.endsAt).toBe(ticket.endsAt)
    }),
    { numRuns: runs(300) },
  )
})

test('a job or its results whose alarm was late get at most another hour, once', () => {
  fc.assert(
    fc.property(runMs, lateMs, fc.boolean(), (run, late, hasEnded) => {
      const now = start + run + late
      const endOf = (job: JobState) => (hasEnded ? job.expiresAt! : job.endsAt)
      const job = continueJob(jobUntil(start + run, hasEnded), start, now)
      expect(endOf(job) - now).toBe(Math.min(run, hour))
      expect(endOf(continueJob(job, now, endOf(job) + late))).toBe(endOf(job))
    }),
    { numRuns: runs(300) },
  )
})
