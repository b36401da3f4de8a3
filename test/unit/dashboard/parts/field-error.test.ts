import { ApiProblem, problemFrom } from '@edgesweep/dashboard/src/api/problem.ts'
import { entryError, fieldError } from '@edgesweep/dashboard/src/parts/field-error.ts'
import { expect, test } from 'vitest'

test('an input shows errors of itself and of its parts, but not of an input with the same prefix', () => {
  const problem = new ApiProblem(400, 'no', { 'items[2]': 'too long', zipcode: 'not a ZIP', itemset: 'unknown' })
  expect(fieldError(problem, 'items')).toBe('items[2]: too long')
  expect(fieldError(problem, 'zipcode')).toBe('not a ZIP')
  expect(fieldError(problem, 'item')).toBe(undefined)
})

test('a problem document with a field but no error list shows its detail at that field', async () => {
  const body = JSON.stringify({ status: 400, title: 'Target refused', detail: 'it is private', field: 'url' })
  const problem = await problemFrom(new Response(body, { status: 400, headers: { 'retry-after': '7' } }))
  expect(fieldError(problem, 'url')).toBe('it is private')
  expect(problem.retryAfter).toBe(7)
})

test('an error answer without a problem document still reports its status', async () => {
  const problem = await problemFrom(new Response('<html>', { status: 502 }))
  expect(problem).toMatchObject({ message: 'the API answered 502', isTemporary: true })
})

const problem = (field: string, message: string) => new ApiProblem(400, message, { [field]: message })

test('a faulty entry of a list is named by its text, not by its index', () => {
  const wrong = problem('records[1].login', 'must be a GitHub login')
  expect(entryError(wrong, ['octocat', 'octo_cat'])).toBe('octo_cat: must be a GitHub login')
})

test('an error of the whole list names no entry', () => {
  expect(entryError(problem('records', 'too many'), ['octocat'])).toBe('too many')
})
