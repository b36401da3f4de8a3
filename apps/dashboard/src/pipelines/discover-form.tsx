import { useWrite } from '../api/use-write.ts'
import { Field } from '../parts/field.tsx'
import { fieldError } from '../parts/field-error.ts'
import { FormProblem } from '../parts/form-problem.tsx'
import { useSay } from '../parts/notice.tsx'
import { closeView } from '../parts/view.ts'

/** Searches GitHub for users, who become profiles to read. */
export function DiscoverForm() {
  const say = useSay()
  const discover = useWrite<{ query: string }>(({ query }) => {
    say(`The search for "${query}" waits its turn.`)
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
        hint="As in GitHub's own search for users"
        error={fieldError(discover.error, 'query')}
        autocomplete="off"
        spellcheck={false}
      />
      <Field
        label="Profiles at most"
        name="limit"
        type="number"
        min="1"
        max="1000"
        defaultValue="1000"
        hint="GitHub gives no more than 1,000"
        error={fieldError(discover.error, 'limit')}
      />
      <FormProblem problem={discover.error} fields={['query', 'limit']} />
      <button type="submit" class="primary" disabled={discover.isPending}>
        Discover
      </button>
    </form>
  )
}
