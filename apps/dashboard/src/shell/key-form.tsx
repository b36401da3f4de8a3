import { setKey } from '../api/key.ts'
import { Field } from '../parts/field.tsx'
import { Mark } from './mark.tsx'

/** Asks for an API key if the address contains none. */
export function KeyForm({ wasRefused }: { wasRefused: boolean }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const key = new FormData(event.currentTarget as HTMLFormElement).get('key')
    if (typeof key === 'string' && key.trim()) setKey(key.trim())
  }
  return (
    <main class="key-page">
      <form class="panel key-form" onSubmit={submit}>
        <Mark />
        <p class="quiet">Enter an API key to open the dashboard. The key stays in this tab until you close it.</p>
        <Field
          label="API key"
          name="key"
          type="password"
          placeholder="esk_…"
          autocomplete="off"
          required
          error={
            wasRefused
              ? 'The API does not know this key. Check that it is complete and belongs to this deployment.'
              : undefined
          }
        />
        <button type="submit" class="primary">
          Open
        </button>
      </form>
    </main>
  )
}
