import type { ComponentProps } from 'preact'
import { useId } from 'preact/hooks'
import { type ApiProblem, sentence } from '../api/problem.ts'
import { fieldError } from './field-error.ts'

interface FieldProps extends ComponentProps<'input'> {
  label: string
  name: string
  /** Makes the input a text area with this many lines. */
  rows?: number
  hint?: string
  /** The API's error message for this input; replaces the hint. */
  error?: string | undefined
}

/** A labelled input with a hint or an error message. */
export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId()
  const Input = (input.rows ? 'textarea' : 'input') as 'input'
  const noteId = `${id}-note`
  return (
    <div class={`field${error ? ' is-wrong' : ''}`}>
      <label for={id}>{label}</label>
      <Input id={id} aria-describedby={noteId} aria-invalid={error ? 'true' : undefined} {...input} />
      <p id={noteId} class="field-note" role={error ? 'alert' : undefined}>
        {error ?? hint}
      </p>
    </div>
  )
}

/** Shows a problem if none of the form's fields shows it. */
export function FormProblem({ problem, fields }: { problem: ApiProblem | null; fields: string[] }) {
  const isShown = fields.some((field) => fieldError(problem, field))
  return <div role="alert">{problem && !isShown && <p class="form-problem">{sentence(problem.message)}</p>}</div>
}
