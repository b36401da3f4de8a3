import { CartForm } from '../jobs/cart-form.tsx'
import { JobDrawer } from '../jobs/job-drawer.tsx'
import { OutletDrawer } from '../outlets/outlet-drawer.tsx'
import { OutletForm } from '../outlets/outlet-form.tsx'
import type { View } from '../parts/view.ts'
import { NewRecordsForm } from '../pipelines/new-records-form.tsx'
import { RecordDrawer } from '../pipelines/record-drawer.tsx'
import { RecordsDrawer } from '../pipelines/records-drawer.tsx'
import { SweepDrawer } from '../sweeps/sweep-drawer.tsx'

/** The drawer that the address names. */
export function OpenDrawer({ view }: { view: View }) {
  switch (view?.show) {
    case 'outlet':
      return <OutletDrawer key={view.id} id={view.id} />
    case 'job':
      return <JobDrawer key={view.id} id={view.id} />
    case 'sweep':
      return <SweepDrawer key={view.id} id={view.id} />
    case 'cart':
      return <CartForm />
    case 'new-outlet':
      return <OutletForm />
    case 'new-records':
      return <NewRecordsForm key={view.pipeline} pipeline={view.pipeline} />
    case 'record':
      return <RecordDrawer key={view.id} pipeline={view.pipeline} id={view.id} />
    case 'records':
      return <RecordsDrawer key={`${view.pipeline}/${view.status}`} pipeline={view.pipeline} status={view.status} />
    default:
      return null
  }
}
