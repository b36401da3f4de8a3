import { sentence } from '../api/problem.ts'
import { pipelinesRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { PipelinePanel } from './pipeline-panel.tsx'

/** One panel for each pipeline. */
export function PipelinesPage() {
  const { data, error } = useRead(pipelinesRead)
  if (!data) return <Empty text={error ? sentence(error.message) : '…'} />
  return data.data.map((pipeline) => <PipelinePanel key={pipeline.name} pipeline={pipeline} />)
}
