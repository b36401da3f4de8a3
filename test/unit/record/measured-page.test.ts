import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../docs/pages.ts'
import { describeRun } from '../../record/describe-machine.ts'
import { measuredPage } from '../../record/measured-page.ts'
import { subjects } from '../../record/subjects.ts'

const facts = { command: 'npm run bench -- claim', date: '2026-12-01', commit: 'abc1234', machine: 'a processor' }
const line = {
  bench: 'claim',
  ok: false,
  behind: ['batch 50: behind a queue'],
  tables: [{ caption: 'Records a second', rows: [{ arm: 'Edgesweep', 'records/s': '3,397' }] }],
}

test('a page has the command, the machine, the date, the tables and the figures that were not reached', () => {
  const { name, text } = measuredPage(JSON.stringify(line), facts)
  expect(name).toBe('claim')
  expect(text).toContain(`# ${subjects.claim!.title}`)
  for (const value of ['`npm run bench -- claim`', facts.date, facts.commit, facts.machine])
    expect(text).toContain(value)
  expect(text).toContain('**The required figures were not reached:**\n\n- batch 50: behind a queue\n')
  expect(text).toContain('Records a second:\n\n| arm | records/s |\n| --- | --: |\n| Edgesweep | 3,397 |\n')
})

test('a page says that the required figures were reached, and the page of a simulation mentions none', () => {
  expect(measuredPage(JSON.stringify({ ...line, ok: true }), facts).text).toContain(
    '**The required figures were reached.**',
  )
  expect(measuredPage(JSON.stringify({ faults: 'all', ok: true, tables: line.tables }), facts).name).toBe('faults')
  const { name, text } = measuredPage(JSON.stringify({ simulation: 'shards', tables: line.tables }), facts)
  expect(name).toBe('simulation-shards')
  expect(text).not.toContain('required figures')
})

test('a line without tables, or of an unknown bench, is refused', () => {
  expect(() => measuredPage('{"bench":"claim","ok":true}', facts)).toThrow()
  expect(() => measuredPage(JSON.stringify({ ...line, bench: 'other' }), facts)).toThrow(
    'subjects.ts says nothing of other',
  )
})

test('every bench has a subject, and so have the fault runs; `all` writes a page of its own', () => {
  const benches = globSync('test/bench/*/bench.ts', { cwd: root })
    .map((path) => path.split('/')[2]!)
    .filter((name) => name !== 'all')
  expect(
    Object.keys(subjects)
      .filter((name) => !name.startsWith('simulation-'))
      .sort(),
  ).toEqual([...benches, 'faults'].sort())
})

test('the machine of a run is described by its processor, cores, memory, system and Node', () => {
  expect(describeRun('npm run bench -- claim')).toMatchObject({
    date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    machine: expect.stringMatching(/, \d+ cores, \d+ GiB of memory, \w+ \S+, Node v\d+/),
  })
})

test('every recorded page was written by a run', () => {
  for (const path of globSync('docs/measured/[a-z]*.md', { cwd: root })) {
    const text = readFileSync(join(root, path), 'utf8')
    for (const fact of ['command', 'date', 'machine'])
      expect(text, path).toMatch(new RegExp(`^\\| ${fact} \\| .+ \\|$`, 'm'))
  }
})

test('a page shows the charts of its run as Mermaid', () => {
  const charts = [
    { title: 'memory', unit: 'MiB', x: { title: 'minutes', to: 60 }, values: [200, 210.5] },
    { title: 'browsers', unit: '', x: { title: 'minutes', to: 60 }, values: [0, 0] },
  ]
  const { text } = measuredPage(JSON.stringify({ ...line, charts }), facts)
  expect(text).toContain(
    'xychart-beta\n  title "memory, MiB"\n  x-axis "minutes" 0 --> 60\n  y-axis 0 --> 232\n  line [200, 210.5]\n```\n',
  )
  expect(text).toContain('  title "browsers"\n  x-axis "minutes" 0 --> 60\n  y-axis 0 --> 2\n  line [0, 0]\n')
})
