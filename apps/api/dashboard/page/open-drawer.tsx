import { CartForm } from '../jobs/cart-form.tsx'
import { JobDrawer } from '../jobs/job-drawer.tsx'
import { OutletDrawer } from '../outlets/outlet-drawer.tsx'
import { OutletForm } from '../outlets/outlet-form.tsx'
import { useView } from './view.ts'

/** What the address asks for, over the page. */
export function OpenDrawer() {
  const view = useView()
  switch (view?.show) {
    case 'outlet':
      return <OutletDrawer key={view.id} id={view.id} />
    case 'job':
      return <JobDrawer key={view.id} id={view.id} />
    case 'cart':
      return <CartForm />
    case 'new-outlet':
      return <OutletForm />
    default:
      return null
  }
}
