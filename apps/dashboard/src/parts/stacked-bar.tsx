import type { Tone } from './dot.tsx'

/** `part`: on its way, between busy and ok; `rest`: what is not there yet, or free. */
export interface Part {
  name: string
  count: number
  tone: Tone | 'part' | 'rest'
}

/** How a whole is divided. However few there are of a part, it is seen. */
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
