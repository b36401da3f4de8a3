import type { ComponentChildren } from 'preact'

/** Named values as a list. Empty values are left out. */
export function Facts({ facts }: { facts: Array<[name: string, value: ComponentChildren]> }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value === null || value === undefined || value === '' || value === false ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
