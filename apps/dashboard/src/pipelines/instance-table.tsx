import type { Pipeline } from '../api/bodies.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Age } from '../parts/age.tsx'
import { releaseNotice, releasePath } from './release.ts'

type Instance = Pipeline['instances'][number]

/** Rows shown. Instances with claims come first, because at the edge there are many short-lived instances. */
const maxRows = 8

/** The instances of a pipeline: the claims of each, the oldest claim, and the records completed in the last hour. */
export function InstanceTable({ pipeline, instances }: { pipeline: Pipeline['name']; instances: Instance[] }) {
  if (instances.length === 0) return <p class="instances-none quiet">No instance was active in the last hour.</p>
  const most = Math.max(1, ...instances.map((instance) => instance.completed_last_hour))
  const busiest = instances.toSorted(
    (a, b) => Number(b.claims > 0) - Number(a.claims > 0) || b.completed_last_hour - a.completed_last_hour,
  )
  const shown = busiest.slice(0, maxRows).toSorted((a, b) => a.instance.localeCompare(b.instance))
  return (
    <table class="instances">
      <thead>
        <tr>
          <th scope="col">instance</th>
          <th scope="col">claims</th>
          <th scope="col">oldest</th>
          <th scope="col">completed in the last hour</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {shown.map((instance) => (
          <InstanceRow key={instance.instance} pipeline={pipeline} instance={instance} most={most} />
        ))}
        <OthersRow others={busiest.slice(maxRows)} />
      </tbody>
    </table>
  )
}

function OthersRow({ others }: { others: Instance[] }) {
  if (others.length === 0) return null
  const sum = (count: (instance: Instance) => number) =>
    others.reduce((total, instance) => total + count(instance), 0).toLocaleString()
  return (
    <tr class="is-idle">
      <th scope="row">and {others.length} others</th>
      <td class="number">{sum(({ claims }) => claims)}</td>
      <td />
      <td class="number others-completed">{sum((instance) => instance.completed_last_hour)}</td>
      <td />
    </tr>
  )
}

interface InstanceRowProps {
  pipeline: Pipeline['name']
  instance: Instance
  /** The count of the busiest instance; its bar has full length. */
  most: number
}

function InstanceRow({ pipeline, instance, most }: InstanceRowProps) {
  const { instance: name, claims, oldest_claim_at: oldest, completed_last_hour: completed } = instance
  return (
    <tr class={claims === 0 ? 'is-idle' : undefined}>
      <th scope="row" title={name}>
        {name}
      </th>
      <td class="number">{claims.toLocaleString()}</td>
      <td class="number">{oldest ? <Age of={oldest} /> : '–'}</td>
      <td>
        <span class="completed">
          <i style={{ '--share': completed / most }} />
          <span class="number">{completed.toLocaleString()}</span>
        </span>
      </td>
      <td>
        {claims > 0 && (
          <ActionButton
            path={releasePath(pipeline)}
            body={{ instance: name }}
            icon="refresh"
            label={`Release all claims of ${name}`}
            done={releaseNotice}
            failed="No claim was released"
          />
        )}
      </td>
    </tr>
  )
}
