import { ChangesPanel } from '../changes/changes-panel.tsx'
import { DeliveriesPanel } from '../deliveries/deliveries-panel.tsx'
import { JobsPanel } from '../jobs/jobs-panel.tsx'
import { LanesRow } from '../lanes/lanes-row.tsx'
import { OperationsPanel } from '../operations/operations-panel.tsx'
import { OutletsPanel } from '../outlets/outlets-panel.tsx'
import { SweepsPanel } from '../sweeps/sweeps-panel.tsx'

/** The first page: current lanes, sweeps, jobs and outlets. */
export function Overview() {
  return (
    <>
      <LanesRow />
      <SweepsPanel />
      <JobsPanel />
      <OutletsPanel />
      <ChangesPanel />
      <DeliveriesPanel />
      <OperationsPanel />
    </>
  )
}
