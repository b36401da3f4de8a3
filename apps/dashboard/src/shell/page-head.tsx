import { HealthDots } from '../health/health-dots.tsx'
import { Icon } from '../parts/icon.tsx'
import { addressOf, type PageName } from '../parts/view.ts'
import { SweepButton } from '../sweeps/sweep-button.tsx'
import { Mark } from './mark.tsx'

/** The head of each page: logo, page links, health, and the actions of the overview. */
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

const pages: Array<[PageName, string]> = [
  ['overview', 'Overview'],
  ['pipelines', 'Pipelines'],
  ['imports', 'Imports'],
]

function PageLinks({ page }: { page: PageName }) {
  return (
    <nav class="page-links" aria-label="Pages">
      {pages.map(([name, label]) => (
        <a key={name} href={addressOf.page(name)} aria-current={name === page ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  )
}
