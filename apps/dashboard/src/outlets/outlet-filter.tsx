import type { Outlet } from '../api/bodies.ts'
import { Dot } from '../parts/dot.tsx'
import { Icon } from '../parts/icon.tsx'
import { SweepButton } from '../sweeps/sweep-button.tsx'
import { hasTrait, type OutletTrait, stateTones } from './outlet-state.ts'

interface OutletFilterProps {
  outlets: Outlet[]
  /** The outlets that match the filter. */
  found: Outlet[]
  text: string
  onText: (text: string) => void
  trait: OutletTrait | null
  onTrait: (trait: OutletTrait | null) => void
}

const states = ['online', 'offline', 'unknown'] as const
const traits: readonly OutletTrait[] = [...states, 'held back', 'off']

/** Filters outlets by state and by name, shows the count of each state, and sweeps the outlets found that are enabled. */
export function OutletFilter({ outlets, found, text, onText, trait, onTrait }: OutletFilterProps) {
  const countOf = (name: OutletTrait) => outlets.filter((outlet) => hasTrait(outlet, name)).length
  const swept = found.filter(({ enabled }) => enabled).map(({ id }) => id)
  return (
    <div class="outlet-filter">
      <fieldset class="chips" aria-label="Filter by state">
        {traits.map((name) => (
          <button
            type="button"
            key={name}
            class="chip"
            aria-pressed={trait === name}
            onClick={() => onTrait(trait === name ? null : name)}
          >
            {name === 'held back' ? (
              <Icon name="warning" />
            ) : (
              name !== 'off' && <Dot tone={stateTones[name]} label="" />
            )}
            <strong class="number">{countOf(name)}</strong> {name}
          </button>
        ))}
      </fieldset>
      <div class="state-strip" aria-hidden="true">
        {states.map((name) => (
          <i key={name} class={`tone-${stateTones[name]}`} style={{ flexGrow: countOf(name) }} />
        ))}
      </div>
      <input
        type="search"
        aria-label="Find an outlet by name or site"
        placeholder="Name or site"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
      <SweepButton outletIds={swept}>
        Sweep these <span class="number">{swept.length}</span>
      </SweepButton>
    </div>
  )
}
