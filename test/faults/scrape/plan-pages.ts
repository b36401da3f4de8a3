/** A page of the run, and the expected end of its undisturbed job. */
export interface PlannedPage {
  kind: string
  path: string
  options: object
  ends: 'completed' | 'failed'
}

const name = { page: { name: { css: '#name' } } }
const render = { ...name, render: true }
const scripted = { ...render, waitFor: '[data-ready]' }

const kinds = [
  { kind: 'shop', of: 700, path: '/odd/shop/N?', options: scripted, ends: 'completed' },
  { kind: 'plain', of: 200, path: '/odd/shop/N?plain=1', options: name, ends: 'completed' },
  { kind: 'dialog', of: 30, path: '/odd/dialog?n=N', options: scripted, ends: 'completed' },
  { kind: 'download', of: 20, path: '/odd/download?n=N', options: render, ends: 'failed' },
  { kind: 'wedge', of: 15, path: '/odd/wedge?n=N', options: render, ends: 'failed' },
  {
    kind: 'wedge-late',
    of: 15,
    path: '/odd/wedge-late?n=N',
    options: { ...render, waitFor: '#nowhere' },
    ends: 'failed',
  },
  { kind: 'never', of: 10, path: '/odd/never?n=N', options: render, ends: 'failed' },
  { kind: 'drip', of: 10, path: '/odd/drip?n=N', options: render, ends: 'failed' },
] as const

/** `count` pages, a fixed mixture of good and bad ones. */
export function planPages(count: number): PlannedPage[] {
  const whole = kinds.reduce((sum, { of }) => sum + of, 0)
  const planned = kinds.flatMap(({ of, path, ...rest }) =>
    Array.from({ length: Math.max(1, Math.round((of * count) / whole)) }, (_, n) => ({
      ...rest,
      path: path.replace('N', String(n + 1)),
    })),
  )
  // A fixed shuffle, so that pages of one kind do not all reach the same slot.
  return planned
    .map((page, n) => ({ page, at: (n * 7919 + 13) % planned.length }))
    .sort((a, b) => a.at - b.at)
    .map(({ page }) => page)
}
