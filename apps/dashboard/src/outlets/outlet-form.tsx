import type { Outlet } from '../api/bodies.ts'
import { outletsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { useWrite } from '../api/use-write.ts'
import { Drawer } from '../parts/drawer.tsx'
import { Field, FormProblem } from '../parts/field.tsx'
import { fieldError } from '../parts/field-error.ts'
import { addressOf, openView } from '../parts/view.ts'

const fields = ['name', 'url', 'site', 'interval_seconds', 'timezone']

/** Adds an outlet. It is due at once. */
export function OutletForm() {
  const { data: outlets } = useRead(outletsRead)
  const create = useWrite<Outlet>(({ id }) => openView(addressOf.outlet(id)))
  const sites = [...new Set(['schema-org', ...(outlets?.data.map(({ site }) => site) ?? [])])]
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const form = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>
    create.mutate({ path: '/v1/outlets', body: { ...form, interval_seconds: Number(form.interval_seconds) } })
  }
  const field = (name: string) => ({ name, error: fieldError(create.error, name) })
  return (
    <Drawer title="Add an outlet">
      <form class="form" onSubmit={send} noValidate>
        <Field {...field('name')} label="Name" placeholder="Corner Bakery" autocomplete="off" />
        <Field
          {...field('url')}
          label="Address"
          type="url"
          placeholder="https://…"
          hint="The page of its menu or shop"
        />
        <Field
          {...field('site')}
          label="Site"
          list="sites"
          defaultValue="schema-org"
          hint="The module that reads the page"
        />
        <datalist id="sites">
          {sites.map((site) => (
            <option key={site} value={site} />
          ))}
        </datalist>
        <Field
          {...field('interval_seconds')}
          label="Seconds between sweeps"
          type="number"
          min="60"
          defaultValue="3600"
        />
        <Field
          {...field('timezone')}
          label="Time zone"
          defaultValue={Intl.DateTimeFormat().resolvedOptions().timeZone}
          autocomplete="off"
        />
        <FormProblem problem={create.error} fields={fields} />
        <button type="submit" class="primary" disabled={create.isPending}>
          Add
        </button>
      </form>
    </Drawer>
  )
}
