export type Tone = 'ok' | 'busy' | 'warn' | 'bad' | 'idle'

/** A state as a coloured dot, with `label` for screen readers. Pass an empty label if the text beside it says the same. */
export function Dot({ tone, label, isBusy = false }: { tone: Tone; label: string; isBusy?: boolean }) {
  const words = label ? { role: 'img' as const, 'aria-label': label, title: label } : { 'aria-hidden': true }
  return <span class={`dot tone-${tone}${isBusy ? ' is-busy' : ''}`} {...words} />
}
