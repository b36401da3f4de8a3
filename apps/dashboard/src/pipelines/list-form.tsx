import { useState } from 'preact/hooks'
import { useWrite } from '../api/use-write.ts'
import { Field, FormProblem } from '../parts/field.tsx'
import { entryError } from '../parts/field-error.ts'
import { useNotify } from '../parts/notice.tsx'
import { closeView } from '../parts/view.ts'

interface ListFormProps {
  pipeline: string
  /** The record's field that holds an entry of the list. */
  subject: string
  label: string
  placeholder: string
}

/** Adds records to a pipeline. Records that exist already stay unchanged. */
export function ListForm({ pipeline, subject, label, placeholder }: ListFormProps) {
  const notify = useNotify()
  const [entries, setEntries] = useState<string[]>([])
  const add = useWrite<{ added: number; known: number }>(({ added, known }) => {
    notify(`${added.toLocaleString()} added${known > 0 ? `, ${known.toLocaleString()} existed already` : ''}.`)
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
        hint="One on each line, at most 1,000"
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
