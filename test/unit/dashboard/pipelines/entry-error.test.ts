import { ApiProblem } from '@edgesweep/dashboard/src/api/problem.ts'
import { entryError } from '@edgesweep/dashboard/src/pipelines/entry-error.ts'
import { expect, test } from 'vitest'

const problem = (field: string, message: string) => new ApiProblem(400, message, { [field]: message })

test('an entry at fault is named as it was written, not by its number', () => {
  const wrong = problem('records[1].login', 'must be a GitHub login')
  expect(entryError(wrong, ['octocat', 'octo_cat'])).toBe('octo_cat: must be a GitHub login')
})

test('what is wrong with the whole list is said of it alone', () => {
  expect(entryError(problem('records', 'too many'), ['octocat'])).toBe('too many')
})
