import type { Pipeline } from '../api/bodies.ts'
import { Icon } from '../parts/icon.tsx'
import { Panel } from '../parts/panel.tsx'
import { Legend, StackedBar } from '../parts/stacked-bar.tsx'
import { addressOf } from '../parts/view.ts'
import { InstanceTable } from './instance-table.tsx'
import { pipelineView } from './pipeline-view.tsx'
import { StaleClaims } from './stale-claims.tsx'
import { statusTone } from './status-tones.ts'

/** One pipeline: its records by status, its stale claims and its instances. */
export function PipelinePanel({ pipeline }: { pipeline: Pipeline }) {
  const { name, due, instances } = pipeline
  const { title } = pipelineView(name)
  const parts = Object.entries(pipeline.counts).map(([status, count]) => ({
    name: status,
    count,
    tone: statusTone(status),
  }))
  return (
    <Panel title={title} place="pipeline" aside={<AddLink name={name} />}>
      <StackedBar label={title} parts={parts} />
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
  const { add } = pipelineView(name)
  if (!add) return null
  return (
    <a class="button pipeline-add" href={addressOf.newRecords(name)}>
      <Icon name="plus" />
      {add.label}
    </a>
  )
}
