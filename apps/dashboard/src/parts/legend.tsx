import type { Part } from './stacked-bar.tsx'

/** What a stacked bar's colours stand for, with the counts; `hrefOf` leads to what is counted. */
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
