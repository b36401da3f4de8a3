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

test('a name tells whose file it is, of which day and job, and what is in it', () => {
  expect(fileName(file)).toBe(`files/key_1/2026-11-22/job_1/${sha256}.png`)
})

test("the clock's files have a place of their own", () => {
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
])('a file of type "%s" ends with .%s', (contentType, extension) => {
  expect(fileName({ ...file, contentType })).toBe(`files/key_1/2026-11-22/job_1/${sha256}.${extension}`)
})
