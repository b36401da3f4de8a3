import { test } from 'vitest'
import { laneSubmissionCases } from '../../../support/conformance/lane-submission-cases.ts'
import { laneTicketCases } from '../../../support/conformance/lane-ticket-cases.ts'
import { MapLaneStorage } from '../../../support/storage/map-lane-storage.ts'

test.each([...laneSubmissionCases, ...laneTicketCases])('over a Map: $name', ({ run }) => {
  const storage = new MapLaneStorage()
  return run(() => storage)
})
