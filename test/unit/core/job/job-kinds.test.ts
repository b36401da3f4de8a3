import { jobKinds } from '@edgesweep/core/job/job-kinds.ts'
import { expect, test } from 'vitest'

test.each(Object.entries(jobKinds))('a request for the kind %s is parsed by the schema of that kind', (name, kind) => {
  expect(kind.request.shape.kind.value).toBe(name)
})
