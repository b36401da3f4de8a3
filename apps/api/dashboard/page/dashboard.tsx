import { ChangesPanel } from '../changes/changes-panel.tsx'
import { DeliveriesPanel } from '../deliveries/deliveries-panel.tsx'
import { JobsPanel } from '../jobs/jobs-panel.tsx'
import { LanesRow } from '../lanes/lanes-row.tsx'
import { OutletsPanel } from '../outlets/outlets-panel.tsx'
import { SweepsPanel } from '../sweeps/sweeps-panel.tsx'
import { NoticeProvider } from './notice.tsx'
import { OpenDrawer } from './open-drawer.tsx'
import { PageHead } from './page-head.tsx'
import { TroubleBanner } from './trouble-banner.tsx'

export function Dashboard() {
  return (
    <NoticeProvider>
      <PageHead />
      <main class="grid">
        <LanesRow />
        <SweepsPanel />
        <JobsPanel />
        <OutletsPanel />
        <ChangesPanel />
        <DeliveriesPanel />
      </main>
      <OpenDrawer />
      <TroubleBanner />
    </NoticeProvider>
  )
}
