import type { Pipeline } from '../api/bodies.ts'
import { Icon } from '../parts/icon.tsx'
import { Panel } from '../parts/panel.tsx'
import { Legend, StackedBar } from '../parts/stacked-bar.tsx'
import { addressOf } from '../parts/view.ts'
import { InstanceTable } from './instance-table.tsx'
import { StaleClaims } from './stale-claims.tsx'
import { statusTones } from './status-tones.ts'

const titles: Record<Pipeline['name'], string> = {
  profiles: 'GitHub profiles',
  creatives: 'Ad creatives',
  discoveries: 'GitHub searches',
  files: 'Files',
}

/** The label of the add link of each pipeline. Files have none, because only jobs create them. */
const additions: Partial<Record<Pipeline['name'], string>> = {
  profiles: 'Add logins',
  creatives: 'Add creatives',
  discoveries: 'Discover',
}

/** One pipeline: its records by status, its stale claims and its instances. */
export function PipelinePanel({ pipeline }: { pipeline: Pipeline }) {
  const { name, due, instances } = pipeline
  const parts = Object.entries(pipeline.counts).map(([status, count]) => ({
    name: status,
    count,
    tone: statusTones[status] ?? 'idle',
  }))
  return (
    <Panel title={titles[name]} place="pipeline" aside={<AddLink name={name} />}>
      <StackedBar label={titles[name]} parts={parts} />
      <Legend parts={parts} hrefOf={(status) => addressOf.records(name, status)} />
      <p class="pipeline-due quiet">
        {due === 0 ? 'No record is due.' : <span class="number">{due.toLocaleString()} due now</span>}
      </p>
      <StaleClaims pipeline={pipeline} />
      <InstanceTable pipeline={name} instances={instances} />
    </Panel>
  )
}

function AddLink({ name }: { name: Pipeline['name'] }) {
  const label = additions[name]
  if (!label) return null
  return (
    <a class="button pipeline-add" href={addressOf.newRecords(name)}>
      <Icon name="plus" />
      {label}
    </a>
  )
}
