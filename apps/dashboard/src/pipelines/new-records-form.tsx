import { Drawer } from '../parts/drawer.tsx'
import { Empty } from '../parts/empty.tsx'
import { pipelineView } from './pipeline-view.tsx'

/** Adds records to a pipeline, which is named by the address. */
export function NewRecordsForm({ pipeline }: { pipeline: string }) {
  const { add } = pipelineView(pipeline)
  return (
    <Drawer title={add?.title ?? pipeline}>
      {add ? add.form() : <Empty text="Records cannot be added to this pipeline." />}
    </Drawer>
  )
}
