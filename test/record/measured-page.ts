import { z } from 'zod'
import { shortfalls } from '../bench/verdict.ts'
import { markdownTable } from '../docs/markdown.ts'
import type { RunFacts } from './describe-machine.ts'
import { subjects } from './subjects.ts'

/** The last line of a bench, a simulation or the run of all faults, as far as its page shows it. */
const LastLine = z.looseObject({
  bench: z.string().optional(),
  simulation: z.string().optional(),
  faults: z.literal('all').optional(),
  ok: z.boolean().optional(),
  tables: z.array(
    z.object({
      caption: z.string().optional(),
      rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))),
    }),
  ),
  charts: z
    .array(
      z.object({
        title: z.string(),
        /** Of the values; empty for plain numbers. */
        unit: z.string(),
        /** The horizontal axis, from 0. */
        x: z.object({ title: z.string(), to: z.number() }),
        values: z.array(z.number()),
      }),
    )
    .default([]),
})

/** The page of a run, and its name without an ending. Throws when the line is none of a run that has a page. */
export function measuredPage(lastLine: string, facts: RunFacts): { name: string; text: string } {
  const figures = LastLine.parse(JSON.parse(lastLine))
  const name = figures.bench ?? (figures.faults ? 'faults' : `simulation-${figures.simulation}`)
  const subject = subjects[name]
  if (!subject) throw new Error(`test/record/subjects.ts says nothing of ${name}: add its title and its subject`)
  const parts = [
    `# ${subject.title}\n`,
    `${subject.about}\n`,
    markdownTable(
      Object.entries({ ...facts, command: `\`${facts.command}\`` }).map(([fact, value]) => ({ run: fact, '': value })),
    ),
    verdictOf(figures),
    ...figures.tables.map(
      ({ caption, rows }) => `${caption === undefined ? '' : `${caption}:\n\n`}${markdownTable(rows)}`,
    ),
    ...figures.charts.map(chartOf),
  ]
  return { name, text: parts.filter((part) => part !== '').join('\n') }
}

/** A line chart as GitHub draws it: https://mermaid.js.org/syntax/xyChart.html. */
function chartOf({ title, unit, x, values }: z.infer<typeof LastLine>['charts'][number]): string {
  const most = Math.max(...values, 1)
  return [
    '```mermaid',
    // The first colour of the usual palette is hardly visible.
    '%%{init: {"themeVariables": {"xyChart": {"plotColorPalette": "#2563eb"}}}}%%',
    'xychart-beta',
    `  title "${title}${unit && `, ${unit}`}"`,
    `  x-axis "${x.title}" 0 --> ${x.to}`,
    `  y-axis 0 --> ${Math.ceil(1.1 * most)}`,
    `  line [${values.join(', ')}]`,
    '```\n',
  ].join('\n')
}

function verdictOf(figures: z.infer<typeof LastLine>): string {
  if (figures.ok === undefined) return ''
  if (figures.ok) return '**The required figures were reached.**\n'
  const lines = shortfalls.flatMap((name) => (figures[name] as string[] | undefined) ?? [])
  return `**The required figures were not reached:**\n\n${lines.map((line) => `- ${line}\n`).join('')}`
}
