import type { ApiProblem } from '../api/problem.ts'
import { sentence } from '../format/sentence.ts'
import { fieldError } from './field-error.ts'

/** A problem that none of the form's own fields shows. */
export function FormProblem({ problem, fields }: { problem: ApiProblem | null; fields: string[] }) {
  const isShown = fields.some((field) => fieldError(problem, field))
  return <div role="alert">{problem && !isShown && <p class="form-problem">{sentence(problem.message)}</p>}</div>
}
