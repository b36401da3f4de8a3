import { sweepsRead } from '../api/reads.ts'
import { useRead } from '../api/use-read.ts'
import { Empty } from '../parts/empty.tsx'
import { Panel } from '../parts/panel.tsx'
import { SweepHistory } from './sweep-history.tsx'
import { SweepNow } from './sweep-now.tsx'

export const SweepsPanel = () => (
  <Panel title="Sweep" place="sweeps">
    <Sweeps />
  </Panel>
)

function Sweeps() {
  const { data } = useRead(sweepsRead)
  const sweeps = data?.data ?? []
  const [latest] = sweeps
  return (
    <>
      <SweepNow sweep={sweeps.find(({ status }) => status === 'running') ?? latest} />
      {data && !latest ? (
        <Empty text="No sweep yet. One starts when outlets are due." />
      ) : (
        <SweepHistory sweeps={sweeps} />
      )}
    </>
  )
}
