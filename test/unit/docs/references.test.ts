import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { problemStatuses } from '@edgesweep/api/src/http/problem.ts'
import { jobKinds } from '@edgesweep/core/job/job-kinds.ts'
import { retentionKinds } from '@edgesweep/core/retention-kinds.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { allEventKinds } from '@edgesweep/db/event-kinds.ts'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import { pipelineNames } from '@edgesweep/db/schema/pipelines.ts'
import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { expect, test } from 'vitest'
import { readPages, root } from '../../docs/pages.ts'
import { references } from '../../docs/references.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The rows of a page's tables, by the code in their first cell. Among rows with the same code, the first is used. */
function rowsOf(path: string): Map<string, string[]> {
  const rows = [...read(path).matchAll(/^\| `([^`]+)`.*$/gm)].map(([row, name]) => [name!, cellsOf(row!)] as const)
  return new Map(rows.toReversed())
}

const cellsOf = (row: string): string[] =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())

test('the generated pages match the code: npm run docs writes them', async () => {
  for (const [path, text] of Object.entries(await references()))
    expect(read(path), `${path} differs from the generated text (Expected): run npm run docs`).toBe(text)
})

test('the page of errors has every code with its status and title', () => {
  const rows = rowsOf('docs/reference/errors.md')
  for (const [code, [status, title]] of Object.entries(problemStatuses))
    expect(rows.get(code)?.slice(1, 3), code).toEqual([String(status), title])
  expect([...rows.keys()].sort()).toEqual([...Object.keys(problemStatuses), 'internal'].sort())
})

/** The variables of the Workers with their defaults, and the Workers that have them. */
function workerVariables(): Map<string, { value: string; workers: string[] }> {
  const found = new Map<string, { value: string; workers: string[] }>()
  for (const path of globSync('apps/*/wrangler.jsonc', { cwd: root }).sort()) {
    const { vars, secrets } = JSON.parse(read(path).replace(/^\s*\/\/.*$/gm, ''))
    const required = (secrets?.required ?? []).map((name: string) => [name, ''])
    for (const [name, value] of [...Object.entries<string>(vars), ...required])
      found.set(name, { value, workers: [...(found.get(name)?.workers ?? []), path.split('/')[1]!] })
  }
  return found
}

test('the page of settings has every variable of the Workers with its default', () => {
  const rows = rowsOf('docs/reference/settings.md')
  for (const [name, { value, workers }] of workerVariables()) {
    const row = rows.get(name)
    expect(row, name).toBeDefined()
    if (value !== '') expect(row, name).toContain(`\`${value}\``)
    for (const worker of workers) expect(row!.join(' '), name).toContain(`\`${worker}\``)
  }
})

test('the page of retention has each kind with what goes, its setting, its days and the fewest days', () => {
  const rows = rowsOf('docs/operate/retention.md')
  const kinds = Object.entries(retentionKinds).map(
    ([kind, { what, since, variable, days, least, mayStay, ...more }]) => [
      kind,
      [
        `\`${kind}\``,
        what,
        since,
        `\`${variable}\``,
        'follows' in more ? `as \`${more.follows}\`` : `\`${days ?? 'forever'}\``,
        `${least}${mayStay ? '' : ', never `forever`'}`,
      ],
    ],
  )
  expect(Object.fromEntries([...rows].filter(([, cells]) => cells.length === 6))).toEqual(Object.fromEntries(kinds))
})

test('the Workers that delete and show have every variable of retention that follows no other, with its default', () => {
  const variables = workerVariables()
  for (const { variable, days, ...more } of Object.values(retentionKinds))
    expect(variables.get(variable), variable).toEqual(
      'follows' in more ? undefined : { value: String(days ?? 'forever'), workers: ['api', 'background'] },
    )
})

test('the page of settings has every variable that the code reads', () => {
  const page = read('docs/reference/settings.md')
  const sources = globSync('{apps,packages,infra}/**/*.{ts,mjs}', { cwd: root })
    .filter((path) => !/node_modules|\.d\.ts$|\/dist\//.test(path))
    .map(read)
  const declared = sources.flatMap((text) => [...text.matchAll(/^ {2}([A-Z][A-Z0-9]*_[A-Z0-9_]+)\??: string$/gm)])
  const taken = sources.flatMap((text) => [...text.matchAll(/process\.env\.([A-Z][A-Z0-9_]+)\b(?! \?\?=| =)/g)])
  const asked = new Set<string>()
  settingsFrom(new Proxy({}, { get: (_, name) => void asked.add(String(name)) }))
  const names = new Set([...declared, ...taken].map(([, name]) => name!).concat(...asked))
  // Variables that the parts of a local run pass to each other.
  const inner = ['NODE_COMPILE_CACHE', 'XDG_CACHE_HOME', 'TMPDIR', 'MINIFLARE_WORKERD_PATH', 'WRANGLER_LOG', 'PATH']
  for (const name of names) if (!inner.includes(name)) expect(page, name).toContain(`\`${name}\``)
  expect(names.size).toBeGreaterThan(25)
})

test('the table of sites has each site with the parts that it reads', () => {
  const rows = rowsOf('docs/guides/outlets.md')
  for (const name of siteNames) {
    const site = findSite(name)!
    const parts = [site.outlet, site.page, site.search].map((part) => (part ? 'yes' : 'no'))
    expect(rows.get(name)?.slice(1, 4), name).toEqual(parts)
  }
})

test('the guide to outlets names the sites that take page options', () => {
  const takesPageOptions = (name: string) =>
    /^render: must be/.test(findSite(name)!.checkOptions({ render: 'x' }) ?? '')
  const [sentence] = /^`options` of the sites .*$/m.exec(read('docs/guides/outlets.md')) ?? ['']
  const named = [...sentence.matchAll(/`([^`]+)`/g)].map(([, name]) => name!).filter((name) => name !== 'options')
  expect(named.sort()).toEqual(siteNames.filter(takesPageOptions).sort())
})

test('the guide to carts has every job kind with its fields and its usual lane', () => {
  const rows = rowsOf('docs/guides/carts.md')
  const common = ['kind', 'lane', 'webhook_url', 'metadata', 'tags', 'ttl']
  for (const [kind, { request, lane }] of Object.entries(jobKinds)) {
    const row = rows.get(kind)
    for (const field of Object.keys(request.shape).filter((name) => !common.includes(name)))
      expect(row?.[1], `${kind}: ${field}`).toContain(`\`${field}\``)
    expect(row?.at(-1), kind).toBe(`\`${lane}\``)
  }
})

test('the guide to pipelines has every pipeline, and the record of roles has every role with its connections', () => {
  const pipelines = rowsOf('docs/guides/pipelines.md')
  for (const name of pipelineNames) expect(pipelines.has(name), name).toBe(true)
  const roles = rowsOf('docs/design/roles.md')
  for (const { name, connections } of Object.values(databaseRoles))
    expect(roles.get(name)?.[2], name).toBe(String(connections))
})

test('the pages have every npm script, bench and fault run', () => {
  const { scripts } = JSON.parse(read('package.json'))
  const commands = [...rowsOf('docs/reference/README.md').keys()]
  expect(commands.map((command) => command.replace(/^npm (run )?/, '')).sort()).toEqual(Object.keys(scripts).sort())
  const benches = globSync('test/bench/*/bench.ts', { cwd: root }).map((path) => path.split('/')[2]!)
  expect([...rowsOf('docs/measured/README.md').keys()].sort()).toEqual(benches.sort())
  const rows = rowsOf('CONTRIBUTING.md')
  const faults = globSync('test/faults/*/run.ts', { cwd: root }).map((path) => path.split('/')[2]!)
  for (const name of faults) expect(rows.has(name), name).toBe(true)
})

test('the page of events has every kind of event', () => {
  expect([...rowsOf('docs/reference/events.md').keys()].sort()).toEqual(allEventKinds.toSorted())
})

test('no page names a path of one machine', () => {
  for (const { text, path } of readPages()) expect(text, path).not.toMatch(/(?<![\w.])\/(tmp|work|root|home)\//)
})
