import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkImports } from '@edgesweep/infra/fences/check-imports.ts'
import { afterEach, expect, test } from 'vitest'

const roots: string[] = []

afterEach(async () => {
  for (const root of roots.splice(0)) await rm(root, { recursive: true })
})

/** The names of the rules that a project with these files breaks. */
async function brokenRules(files: Record<string, string>): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'edgesweep-fences-'))
  roots.push(root)
  const ground = { 'packages/core/src/a.ts': 'export const a = 1', 'apps/api/src/a.ts': '', 'infra/a.ts': '' }
  for (const [path, text] of Object.entries({ ...ground, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
  }
  const { problems } = await checkImports(root)
  return problems.map((problem) => problem.slice(0, problem.indexOf(':')))
}

test('imports from an app down to core break no rule', async () => {
  const files = { 'apps/api/src/b.ts': "import { a } from '../../../packages/core/src/a.ts'\nexport const b = a" }
  expect(await brokenRules(files)).toEqual([])
})

test('core may not import from an app', async () => {
  const files = { 'packages/core/src/b.ts': "import '../../../apps/api/src/a.ts'" }
  expect(await brokenRules(files)).toEqual(['core-above-ground'])
})

test('an app may not import from another app', async () => {
  const files = { 'apps/state/src/b.ts': "import '../../api/src/a.ts'" }
  expect(await brokenRules(files)).toEqual(['apps-apart'])
})

test('the dashboard may import a type of the API, but no value', async () => {
  const api = { 'apps/api/src/body.ts': 'export interface Body {}\nexport const body = 1' }
  const typed = { 'apps/dashboard/src/a.ts': "import type { Body } from '../../api/src/body.ts'\nexport type B = Body" }
  const valued = { 'apps/dashboard/src/a.ts': "import { body } from '../../api/src/body.ts'\nexport const b = body" }
  expect(await brokenRules({ ...api, ...typed })).toEqual([])
  expect(await brokenRules({ ...api, ...valued })).toEqual(['dashboard-imports-types-of-the-api'])
})

test('two files that import each other form a circle, even if they import only types', async () => {
  const files = {
    'packages/core/src/b.ts': "import type { C } from './c.ts'\nexport type B = C | 1",
    'packages/core/src/c.ts': "import type { B } from './b.ts'\nexport type C = B | 2",
  }
  expect(new Set(await brokenRules(files))).toEqual(new Set(['circle']))
})

test('folders that import values from each other form a loop, and folders that import types do not', async () => {
  const loop = (kind: string) => ({
    'packages/core/src/lane/a.ts': `import ${kind}{ b } from '../job/b.ts'\nexport type A = typeof b`,
    'packages/core/src/lane/c.ts': 'export const c = 1',
    'packages/core/src/job/b.ts': 'export const b = 1',
    'packages/core/src/job/d.ts': "import { c } from '../lane/c.ts'\nexport const d = c",
  })
  expect(await brokenRules(loop(''))).toEqual(['folder-loop', 'folder-loop'])
  expect(await brokenRules(loop('type '))).toEqual([])
})

test('a loop over three folders is found', async () => {
  const files = Object.fromEntries(
    ['lane', 'job', 'work'].map((folder, index, folders) => [
      `packages/core/src/${folder}/a.ts`,
      `import { n } from '../${folders[(index + 1) % 3]}/n.ts'\nexport const a = n`,
    ]),
  )
  const ends = Object.fromEntries(
    ['lane', 'job', 'work'].map((folder) => [`packages/core/src/${folder}/n.ts`, 'export const n = 1']),
  )
  expect(await brokenRules({ ...files, ...ends })).toEqual(['folder-loop', 'folder-loop', 'folder-loop'])
})
