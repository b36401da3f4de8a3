import { DiscoveryRequest, Login, ProfileRequests } from '@edgesweep/core/pipeline/record-requests.ts'
import { expect, test } from 'vitest'

test.each([
  ['octocat', 'octocat'],
  ['Octo-Cat', 'octo-cat'],
  ['a', 'a'],
  ['0-1-2', '0-1-2'],
  ['  padded\n', 'padded'],
  ['x'.repeat(39), 'x'.repeat(39)],
])('%j is accepted as the login %j', (written, login) => {
  expect(Login.parse(written)).toBe(login)
})

test.each([
  '',
  '-octocat',
  'octocat-',
  'octo--cat',
  'octo_cat',
  'octo.cat',
  'octo cat',
  'octocat/repo',
  'öctocat',
  'octo\u0000cat',
  'x'.repeat(40),
])('%j is refused as a login', (written) => {
  expect(Login.safeParse(written).success).toBe(false)
})

test('a request takes a thousand records and no more', () => {
  const records = (count: number) => ({ records: Array.from({ length: count }, (_, n) => ({ login: `user-${n}` })) })
  expect(ProfileRequests.safeParse(records(1_000)).success).toBe(true)
  expect(ProfileRequests.safeParse(records(1_001)).success).toBe(false)
})

test('a search without a limit requests as many users as GitHub returns', () => {
  expect(DiscoveryRequest.parse({ query: ' location:Vienna ' })).toEqual({ query: 'location:Vienna', limit: 1_000 })
})
