import { ApiProblem, problemFrom } from '@edgesweep/dashboard/src/api/problem.ts'
import { fieldError } from '@edgesweep/dashboard/src/parts/field-error.ts'
import { expect, test } from 'vitest'

test('an input shows what is said of it or of a part of it, and not of an input whose name begins alike', () => {
  const problem = new ApiProblem(400, 'no', { 'items[2]': 'too long', zipcode: 'not a ZIP', itemset: 'unknown' })
  expect(fieldError(problem, 'items')).toBe('items[2]: too long')
  expect(fieldError(problem, 'zipcode')).toBe('not a ZIP')
  expect(fieldError(problem, 'item')).toBe(undefined)
})

test('a problem document with one field and no list of errors has its detail at that field', async () => {
  const body = JSON.stringify({ status: 400, title: 'Target refused', detail: 'it is private', field: 'url' })
  const problem = await problemFrom(new Response(body, { status: 400, headers: { 'retry-after': '7' } }))
  expect(fieldError(problem, 'url')).toBe('it is private')
  expect(problem.retryAfter).toBe(7)
})

test('an answer that is no problem document still says its status', async () => {
  const problem = await problemFrom(new Response('<html>', { status: 502 }))
  expect(problem).toMatchObject({ message: 'the API answered 502', isPassing: true })
})
