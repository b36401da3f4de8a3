import { HealthDots } from '../health/health-dots.tsx'
import { Icon } from '../parts/icon.tsx'
import { addressOf, type PageName } from '../parts/view.ts'
import { SweepButton } from '../sweeps/sweep-button.tsx'
import { Mark } from './mark.tsx'
import { PageLinks } from './page-links.tsx'

/** Who and how it is, the pages, and what may be done from the overview. */
export function PageHead({ page }: { page: PageName }) {
  return (
    <header class="page-head">
      <Mark />
      <PageLinks page={page} />
      <HealthDots />
      {page === 'overview' && (
        <nav class="actions" aria-label="Actions">
          <a class="button" href={addressOf.newOutlet}>
            <Icon name="plus" />
            Add outlet
          </a>
          <a class="button" href={addressOf.cart}>
            <Icon name="cart" />
            Price a cart
          </a>
          <SweepButton isPrimary>Sweep now</SweepButton>
        </nav>
      )}
    </header>
  )
}
