import type { Outlet } from '../api/bodies.ts'
import { useWrite } from '../api/use-write.ts'
import { Field, FormProblem } from '../parts/field.tsx'
import { fieldError } from '../parts/field-error.ts'
import { useNotify } from '../parts/notice.tsx'

const fields = ['name', 'interval_seconds', 'timezone', 'confirmations', 'enabled']

/** The settings of an outlet, collapsed at first. */
export function OutletSettings({ outlet }: { outlet: Outlet }) {
  const notify = useNotify()
  const update = useWrite<Outlet>(({ name }) => notify(`The settings of ${name} are saved.`))
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const form = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>
    update.mutate({
      method: 'PATCH',
      path: `/v1/outlets/${encodeURIComponent(outlet.id)}`,
      body: {
        name: form.name,
        timezone: form.timezone,
        interval_seconds: Number(form.interval_seconds),
        confirmations: Number(form.confirmations),
        enabled: 'enabled' in form,
      },
    })
  }
  const field = (name: 'name' | 'interval_seconds' | 'timezone' | 'confirmations') => ({
    name,
    defaultValue: outlet[name],
    error: fieldError(update.error, name),
  })
  return (
    <details class="outlet-settings">
      <summary class="drawer-part">Settings</summary>
      <form class="form" onSubmit={send} noValidate>
        <Field {...field('name')} label="Name" autocomplete="off" />
        <Field {...field('interval_seconds')} label="Seconds between sweeps" type="number" min="60" />
        <Field {...field('timezone')} label="Time zone" autocomplete="off" />
        <Field
          {...field('confirmations')}
          label="Confirmations"
          type="number"
          min="1"
          max="10"
          hint="Consecutive observations that must agree before a change is reported"
        />
        <label class="check">
          <input class="checkbox" type="checkbox" name="enabled" defaultChecked={outlet.enabled} />
          Sweep when due
        </label>
        <FormProblem problem={update.error} fields={fields} />
        <button type="submit" class="primary" disabled={update.isPending}>
          Save
        </button>
      </form>
    </details>
  )
}
