import { changesRead, outletsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { Panel } from '../parts/panel.tsx'
import { ChangeRow } from './change-row.tsx'

export const ChangesPanel = () => (
  <Panel title="Changes" place="changes">
    <Changes />
  </Panel>
)

function Changes() {
  const { data } = useRead(changesRead)
  const { data: outlets } = useRead(outletsRead)
  const names = new Map(outlets?.data.map(({ id, name }) => [id, name]))
  if (data?.data.length === 0) return <Empty text="No changes yet. They appear after a second sweep." />
  return (
    <ul class="rows" aria-label="Changes, newest first">
      {data?.data.map((change) => (
        <ChangeRow key={change.id} change={change} outlet={names.get(change.outlet_id) ?? change.outlet_id} />
      ))}
    </ul>
  )
}
