import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { propertyTimes } from './support/property-runs.ts'

const here = import.meta.dirname
const root = join(here, '..')

/** Gives the project a Postgres, the same for all that ask. */
const postgres = join(here, 'support', 'postgres', 'shared-postgres.ts')

/** On a small machine too, since many tests wait for Postgres. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

/** `expect.poll` waits for what a busy machine is slow at. */
const expect = { poll: { timeout: 20_000 } }

type Test = NonNullable<TestProjectInlineConfiguration['test']>

/** The tests below `test/<name>`. */
const kind = (name: string, test: Test = {}): TestProjectInlineConfiguration => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node',
    maxWorkers,
    sequence: { groupOrder: 1 },
    expect,
    ...test,
  },
})

/**
 * Tests inside workerd: a project for each Worker that `test/workers/<app>` has tests for, and one for `packages/cloudflare`. They have no
 * Postgres: their projects resolve packages as a Worker does, and a global setup, which runs on Node, fails with that resolution.
 */
const workers = [
  ...appsWithTests().map((app) =>
    insideWorkerd(app, { wrangler: { configPath: join(root, 'apps', app, 'wrangler.jsonc') } }),
  ),
  insideWorkerd('cloudflare', { miniflare: { compatibilityDate: '2026-11-01', r2Buckets: ['FILES'] } }),
]

function insideWorkerd(folder: string, options: Parameters<typeof cloudflareTest>[0]): TestProjectInlineConfiguration {
  return {
    plugins: [cloudflareTest(options)],
    test: {
      name: `workers-${folder}`,
      include: [`test/workers/${folder}/**/*.test.ts`],
      maxWorkers,
      sequence: { groupOrder: 2 },
      expect,
      testTimeout: 30_000,
    },
  }
}

function appsWithTests(): string[] {
  const folder = join(here, 'workers')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'apps', entry.name, 'wrangler.jsonc')))
    .map((entry) => entry.name)
}

/** Whole stacks, with a browser each. They mostly wait, so two go side by side. */
const stacks: Test = {
  maxWorkers: 2,
  globalSetup: join(here, 'support', 'stack', 'stack-pool.ts'),
  testTimeout: 300_000,
  hookTimeout: 120_000,
}

/** Tests that assert how long something takes, or what the processor has left, run one at a time when nothing else runs. */
const measuringE2e = ['test/e2e/politeness.test.ts']
const measuringTools = ['submit-bench', 'governor-bench'].map((name) => `test/tools/${name}.test.ts`)

export default defineConfig({
  root,
  test: {
    // Stacks and servers take some seconds to stop.
    teardownTimeout: 60_000,
    reporters: ['default', ...['slowest', 'totals'].map((name) => join(here, 'support', 'run', `${name}-reporter.ts`))],
    projects: [
      // Its modules keep nothing that another file could find, and loading them anew took half of the time.
      kind('unit', { isolate: false, testTimeout: 30_000 }),
      kind('property', { testTimeout: 30_000 * propertyTimes }),
      kind('database', { globalSetup: postgres, testTimeout: 60_000, hookTimeout: 60_000 }),
      kind('integration', { globalSetup: postgres, testTimeout: 60_000, hookTimeout: 60_000 }),
      ...workers,
      kind('runtimes', {
        globalSetup: postgres,
        testTimeout: 60_000,
        hookTimeout: 60_000,
        sequence: { groupOrder: 3 },
      }),
      // Before the others, so that no stack sweeps beside it.
      kind('e2e-alone', { ...stacks, include: measuringE2e, fileParallelism: false, sequence: { groupOrder: 4 } }),
      kind('e2e', { ...stacks, exclude: measuringE2e, sequence: { groupOrder: 5 } }),
      // `npm run test:tools`: the small forms of the benches and fault runs.
      kind('tools', { ...stacks, exclude: measuringTools, sequence: { groupOrder: 6 } }),
      kind('tools-alone', { ...stacks, include: measuringTools, fileParallelism: false, sequence: { groupOrder: 7 } }),
    ],
  },
})
