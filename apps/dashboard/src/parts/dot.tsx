export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'idle'

/** A state as a dot: full when known, hollow when not, and in words for those who do not see it; none where the words stand beside it. */
export function Dot({ tone, label, isBusy = false }: { tone: Tone; label: string; isBusy?: boolean }) {
  const words = label ? { role: 'img' as const, 'aria-label': label, title: label } : { 'aria-hidden': true }
  return <span class={`dot tone-${tone}${isBusy ? ' is-busy' : ''}`} {...words} />
}
