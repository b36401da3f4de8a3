import { fileName } from '@edgesweep/core/file/file-name.ts'
import { expect, test } from 'vitest'

const sha256 = 'a'.repeat(64)
const file = {
  keyId: 'key_1',
  jobId: 'job_1',
  submittedAt: '2026-11-22T23:59:59.999999Z',
  sha256,
  contentType: 'image/png',
}

test("a file's name contains its key, day, job, hash and extension", () => {
  expect(fileName(file)).toBe(`files/key_1/2026-11-22/job_1/${sha256}.png`)
})

test("the scheduler's files have a folder of their own", () => {
  expect(fileName({ ...file, keyId: null })).toBe(`files/clock/2026-11-22/job_1/${sha256}.png`)
})

test.each([
  ['image/jpeg', 'jpg'],
  ['IMAGE/JPEG; charset=binary', 'jpg'],
  ['image/svg+xml', 'svg'],
  ['text/html; charset=utf-8', 'html'],
  ['application/octet-stream', 'bin'],
  ['../../x', 'bin'],
  ['constructor', 'bin'],
  ['', 'bin'],
])('a file of type "%s" has the extension .%s', (contentType, extension) => {
  expect(fileName({ ...file, contentType })).toBe(`files/key_1/2026-11-22/job_1/${sha256}.${extension}`)
})
