import type { EndedFilter as Filter } from '../api/reads.ts'

const filters: Array<[Filter, string]> = [
  ['', 'all'],
  ['&status=failed', 'failed'],
  ['&dead=true', 'dead letters'],
]

/** Filters the list of ended jobs. */
export function EndedFilter({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  return (
    <fieldset class="chips job-chips" aria-label="Filter by outcome">
      {filters.map(([name, label]) => (
        <button type="button" key={name} class="chip" aria-pressed={filter === name} onClick={() => onFilter(name)}>
          {label}
        </button>
      ))}
    </fieldset>
  )
}
