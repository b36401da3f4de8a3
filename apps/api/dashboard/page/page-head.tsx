import { HealthDots } from '../health/health-dots.tsx'
import { Icon } from '../show/icon.tsx'
import { SweepButton } from '../sweeps/sweep-button.tsx'
import { Mark } from './mark.tsx'
import { addressOf } from './view.ts'

export function PageHead() {
  return (
    <header class="page-head">
      <Mark />
      <HealthDots />
      <nav class="actions" aria-label="Actions">
        <a class="button" href={addressOf.newOutlet}>
          <Icon name="plus" />
          Add outlet
        </a>
        <a class="button" href={addressOf.cart}>
          <Icon name="cart" />
          Price a cart
        </a>
        <SweepButton />
      </nav>
    </header>
  )
}
