import type { ComponentChildren } from 'preact'

/** What is known of a thing, by name; what is not known is left out. */
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
