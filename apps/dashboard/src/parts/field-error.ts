import type { ApiProblem } from '../api/problem.ts'

/** The error message for one input. `items` also covers `items[2]` and `items.name`. */
export function fieldError(problem: ApiProblem | null, field: string): string | undefined {
  for (const [name, message] of Object.entries(problem?.fields ?? {})) {
    if (name === field) return message
    if (name.startsWith(`${field}[`) || name.startsWith(`${field}.`)) return `${name}: ${message}`
  }
}

/** The error message for a list of records. It names the faulty entry by its text, not by its index. */
export function entryError(problem: ApiProblem | null, entries: string[]): string | undefined {
  return fieldError(problem, 'records')?.replace(
    /^records\[(\d+)\](\.\w+)?/,
    (name, index) => entries[Number(index)] ?? name,
  )
}
