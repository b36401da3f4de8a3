import type { Outlet } from '../api/bodies.ts'
import { Dot } from '../show/dot.tsx'
import { type OutletState, outletState, stateTones } from './outlet-state.ts'

interface OutletFilterProps {
  outlets: Outlet[]
  text: string
  onText: (text: string) => void
  state: OutletState | null
  onState: (state: OutletState | null) => void
}

/** How many outlets are in which state, as a strip whose parts filter; and a search by name. */
export function OutletFilter({ outlets, text, onText, state, onState }: OutletFilterProps) {
  const counts = (['online', 'offline', 'unknown'] as const).map(
    (name) => [name, outlets.filter((outlet) => outletState(outlet) === name).length] as const,
  )
  return (
    <div class="outlet-filter">
      <fieldset class="chips" aria-label="Filter by state">
        {counts.map(([name, count]) => (
          <button
            type="button"
            key={name}
            class="chip"
            aria-pressed={state === name}
            onClick={() => onState(state === name ? null : name)}
          >
            <Dot tone={stateTones[name]} label="" />
            <strong class="number">{count}</strong> {name}
          </button>
        ))}
      </fieldset>
      <div class="state-strip" aria-hidden="true">
        {counts.map(([name, count]) => (
          <i key={name} class={`tone-${stateTones[name]}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <input
        type="search"
        aria-label="Find an outlet by name or site"
        placeholder="Find by name or site"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </div>
  )
}
