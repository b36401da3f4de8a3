import type { ApiProblem } from '../api/problem.ts'

/** What a problem says of one input: `items` also has what is said of `items[2]`. */
export function fieldError(problem: ApiProblem | null, field: string): string | undefined {
  for (const [name, message] of Object.entries(problem?.fields ?? {})) {
    if (name === field) return message
    if (name.startsWith(`${field}[`) || name.startsWith(`${field}.`)) return `${name}: ${message}`
  }
}
