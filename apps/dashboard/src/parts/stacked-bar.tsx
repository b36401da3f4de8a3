import type { Tone } from './dot.tsx'

/** One part of a stacked bar. The tone `part` is a paler `ok`. The tone `rest` is for what remains or is free. */
export interface Part {
  name: string
  count: number
  tone: Tone | 'part' | 'rest'
}

/** Shows the parts of a whole. CSS keeps even the smallest part visible. */
export function StackedBar({ label, parts }: { label: string; parts: Part[] }) {
  const shown = parts.filter(({ count }) => count > 0)
  const words = shown.map(({ name, count }) => `${count.toLocaleString()} ${name}`).join(', ')
  return (
    <div class="stacked" role="img" aria-label={`${label}: ${words || 'none'}`}>
      {shown.map(({ name, count, tone }) => (
        <i key={name} class={`tone-${tone}`} style={{ flexGrow: count }} title={`${count.toLocaleString()} ${name}`} />
      ))}
    </div>
  )
}

/** The legend of a stacked bar, with counts. `hrefOf` makes each entry a link. */
export function Legend({ parts, hrefOf }: { parts: Part[]; hrefOf?: (name: string) => string }) {
  return (
    <ul class="legend">
      {parts.map((part) => (
        <li key={part.name} class={part.count === 0 ? 'is-zero' : undefined}>
          {hrefOf ? (
            <a href={hrefOf(part.name)}>
              <Entry part={part} />
            </a>
          ) : (
            <Entry part={part} />
          )}
        </li>
      ))}
    </ul>
  )
}

const Entry = ({ part: { name, count, tone } }: { part: Part }) => (
  <>
    <i class={`swatch tone-${tone}`} />
    <strong class="number">{count.toLocaleString()}</strong> {name}
  </>
)
