import { markdownTable } from '../../docs/markdown.ts'
import type { RatioRecord } from './compare-ratios.ts'

/** A table of more columns is hard to read. Older runs stay in `ratios.json`. */
const shownRuns = 8

/** The page of all ratios over time: a row for each ratio, a column for each run, the newest last. */
export function ratioPage(records: readonly RatioRecord[]): string {
  const runs = records.slice(-shownRuns)
  const names = [...new Set(runs.toReversed().flatMap(({ ratios }) => ratios.map(({ name }) => name)))]
  const rows = names.map((name) => {
    const of = runs.map((run) => run.ratios.find((ratio) => ratio.name === name))
    const values = runs.map(({ commit, date }, at) => [`${commit}, ${date}`, of[at]?.value.toFixed(2) ?? '–'])
    return { ratio: name, better: of.find(Boolean)!.better, ...Object.fromEntries(values) }
  })
  const { ratios: _, ...lastRun } = runs.at(-1)!
  const facts = { command: '`npm run bench -- all`', ...lastRun }
  return [
    '# Ratios over time\n',
    `\`npm run bench -- all\` runs every bench in a short form, adds a column here, and names each ratio that is worse than in the run before by
more than a tenth. Each ratio comes from one run: our figure divided by the figure of a peer, of a floor, or of ours without load. So it
compares across machines, but a short run varies by some percent. The full figures of each bench are on its own page.\n`,
    markdownTable(Object.entries(facts).map(([fact, value]) => ({ run: fact, '': value }))),
    markdownTable(rows),
  ].join('\n')
}
