/** The short form of a bench, with all of its peers. */
export interface ShortRun {
  bench: string
  args: string
}

/** Together they take at most 20 minutes on two cores. A bench without peers, such as `governor`, has no ratios and is left out. */
export const shortRuns: readonly ShortRun[] = [
  { bench: 'scrape', args: '--pages 90 --rounds 3 --ladder none' },
  { bench: 'submit', args: '--carts 3000 --singles 800 --rounds 3 --pollers 500 --seconds 8 --only single,run,polls' },
  { bench: 'claim', args: '--rounds 3 --backlogs 1000 --only sizes' },
  { bench: 'beside', args: '--rows 400000 --rounds 3 --seconds 10' },
  { bench: 'import', args: '--rows 300000 --rounds 3' },
  {
    bench: 'live',
    args: '--rows 400000 --rounds 1 --seconds 20 --outlets 46 --arms idle,sweep,import,both --designs ours',
  },
]
