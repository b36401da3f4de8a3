import type { JobRequest } from '@edgesweep/core/job/job-spec.ts'
import type { Receipt } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { Drawer } from '../parts/drawer.tsx'
import { Field, FormProblem } from '../parts/field.tsx'
import { fieldError } from '../parts/field-error.ts'
import { addressOf, openView } from '../parts/view.ts'

/** Submits a cart and opens its job. */
export function CartForm() {
  const submit = useWrite<Receipt>(({ id }) => openView(addressOf.job(id)))
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const items = String(form.get('items'))
      .split(',')
      .flatMap((term) => term.trim() || [])
    const body: JobRequest = { kind: 'cart', items, zipcode: String(form.get('zipcode')).trim() }
    submit.mutate({ path: '/v1/jobs', body })
  }
  return (
    <Drawer title="Price a cart">
      <form class="form" onSubmit={send} noValidate>
        <Field
          label="Search terms"
          name="items"
          defaultValue="milk, eggs, bread"
          hint="Separate the terms with commas"
          error={fieldError(submit.error, 'items')}
          autocomplete="off"
        />
        <Field
          label="ZIP code"
          name="zipcode"
          defaultValue="10001"
          inputMode="numeric"
          hint="Offers depend on the location"
          error={fieldError(submit.error, 'zipcode')}
          autocomplete="postal-code"
        />
        <FormProblem problem={submit.error} fields={['items', 'zipcode']} />
        <button type="submit" class="primary" disabled={submit.isPending}>
          Find prices
        </button>
      </form>
    </Drawer>
  )
}
