import { useWrite } from '../api/use-write.ts'
import { Field, FormProblem } from '../parts/field.tsx'
import { fieldError } from '../parts/field-error.ts'
import { useNotify } from '../parts/notice.tsx'
import { closeView } from '../parts/view.ts'

/** Queues a GitHub user search. The users found become records of the pipeline `profiles`. */
export function DiscoverForm() {
  const notify = useNotify()
  const discover = useWrite<{ query: string }>(({ query }) => {
    notify(`The search for "${query}" is queued.`)
    closeView()
  })
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const body = { query: String(form.get('query')), limit: Number(form.get('limit')) }
    discover.mutate({ path: '/v1/pipelines/profiles/discover', body })
  }
  return (
    <form class="form" onSubmit={send} noValidate>
      <Field
        label="Search"
        name="query"
        placeholder="location:Vienna language:TypeScript followers:>100"
        hint="GitHub's user search syntax"
        error={fieldError(discover.error, 'query')}
        autocomplete="off"
        spellcheck={false}
      />
      <Field
        label="Maximum profiles"
        name="limit"
        type="number"
        min="1"
        max="1000"
        defaultValue="1000"
        hint="GitHub returns at most 1,000"
        error={fieldError(discover.error, 'limit')}
      />
      <FormProblem problem={discover.error} fields={['query', 'limit']} />
      <button type="submit" class="primary" disabled={discover.isPending}>
        Discover
      </button>
    </form>
  )
}
