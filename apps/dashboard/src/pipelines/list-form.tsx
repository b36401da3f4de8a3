import { useState } from 'preact/hooks'
import { useWrite } from '../api/use-write.ts'
import { Field } from '../parts/field.tsx'
import { FormProblem } from '../parts/form-problem.tsx'
import { useSay } from '../parts/notice.tsx'
import { closeView } from '../parts/view.ts'
import { entryError } from './entry-error.ts'

interface ListFormProps {
  pipeline: string
  /** The field of a record that an entry of the list fills. */
  subject: string
  label: string
  placeholder: string
}

/** Adds what is listed; what the pipeline has already is left as it is. */
export function ListForm({ pipeline, subject, label, placeholder }: ListFormProps) {
  const say = useSay()
  const [entries, setEntries] = useState<string[]>([])
  const add = useWrite<{ added: number; known: number }>(({ added, known }) => {
    say(`${added.toLocaleString()} added${known > 0 ? `, ${known.toLocaleString()} known before` : ''}.`)
    closeView()
  })
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const text = String(new FormData(event.currentTarget as HTMLFormElement).get('records'))
    const listed = text.split(/[\s,]+/).filter(Boolean)
    setEntries(listed)
    const records = listed.map((entry) => ({ [subject]: entry }))
    add.mutate({ path: `/v1/pipelines/${pipeline}/records`, body: { records } })
  }
  return (
    <form class="form" onSubmit={send} noValidate>
      <Field
        label={label}
        name="records"
        rows={10}
        placeholder={placeholder}
        hint="One on each line, 1,000 at most"
        error={entryError(add.error, entries)}
        autocomplete="off"
        spellcheck={false}
      />
      <FormProblem problem={add.error} fields={['records']} />
      <button type="submit" class="primary" disabled={add.isPending}>
        Add
      </button>
    </form>
  )
}
