import { test } from 'vitest'
import { laneClockCases } from '../../../support/conformance/lane-clock-cases.ts'
import { laneSubmissionCases } from '../../../support/conformance/lane-submission-cases.ts'
import { laneTicketCases } from '../../../support/conformance/lane-ticket-cases.ts'
import { MapLaneStorage } from '../../../support/storage/map-lane-storage.ts'

test.each([...laneSubmissionCases, ...laneTicketCases, ...laneClockCases])('over a Map: $name', ({ run }) => {
  const storage = new MapLaneStorage()
  return run(() => storage)
})
