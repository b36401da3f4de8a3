import { runInDurableObject } from 'cloudflare:test'
import { SqliteLaneStorage } from '@edgesweep/state/src/sqlite-lane-storage.ts'
import { test } from 'vitest'
import { laneClockCases } from '../../support/conformance/lane-clock-cases.ts'
import { laneSubmissionCases } from '../../support/conformance/lane-submission-cases.ts'
import { laneTicketCases } from '../../support/conformance/lane-ticket-cases.ts'
import { someLane } from './a-job.ts'

test.each([...laneSubmissionCases, ...laneTicketCases, ...laneClockCases])('over SQLite: $name', async ({ run }) => {
  await runInDurableObject(someLane().stub, (_, { storage }) => run(() => new SqliteLaneStorage(storage)))
})
