import type { ApiProblem } from '../api/problem.ts'
import { fieldError } from '../parts/field-error.ts'

/** What a problem says of a list of records, with the entry that it means in place of its number. */
export function entryError(problem: ApiProblem | null, entries: string[]): string | undefined {
  return fieldError(problem, 'records')?.replace(
    /^records\[(\d+)\](\.\w+)?/,
    (name, index) => entries[Number(index)] ?? name,
  )
}
