import type { ComponentProps } from 'preact'
import { useId } from 'preact/hooks'

interface FieldProps extends ComponentProps<'input'> {
  label: string
  name: string
  /** More than one line of text. */
  rows?: number
  hint?: string
  /** What the API said is wrong with it. */
  error?: string | undefined
}

/** A labelled input that carries its own error. */
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
