import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

const here = import.meta.dirname
const root = join(here, '..')

/** Gives the project a Postgres, the same for all that ask. */
const postgres = join(here, 'support', 'shared-postgres.ts')

/** On a small machine too, since many tests wait for Postgres. */
const maxWorkers = Math.max(2, availableParallelism() - 1)

type Test = NonNullable<TestProjectInlineConfiguration['test']>

/** The tests below `test/<name>`. */
const kind = (name: string, test: Test = {}): TestProjectInlineConfiguration => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    environment: 'node',
    maxWorkers,
    sequence: { groupOrder: 1 },
    ...test,
  },
})

/**
 * Tests inside workerd: a project for each Worker that `test/workers/<app>` has tests for. They have no Postgres: their
 * projects resolve packages as a Worker does, which a global setup on Node does not survive.
 */
const workers = appsWithTests().map(
  (app): TestProjectInlineConfiguration => ({
    plugins: [cloudflareTest({ wrangler: { configPath: join(root, 'apps', app, 'wrangler.jsonc') } })],
    test: {
      name: `workers-${app}`,
      include: [`test/workers/${app}/**/*.test.ts`],
      maxWorkers,
      sequence: { groupOrder: 2 },
    },
  }),
)

function appsWithTests(): string[] {
  const folder = join(here, 'workers')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'apps', entry.name, 'wrangler.jsonc')))
    .map((entry) => entry.name)
}

/** Whole stacks, with a browser each. They mostly wait, so two go side by side. */
const stacks: Test = {
  globalSetup: join(here, 'support', 'prepare-stacks.ts'),
  testTimeout: 240_000,
  hookTimeout: 120_000,
}

/** Those that assert how long something takes, or what the processor has left: one at a time, when nothing else runs. */
const measuring = ['submit-bench', 'governor', 'politeness'].map((name) => `test/e2e/${name}.test.ts`)

export default defineConfig({
  root,
  test: {
    reporters: ['default', join(here, 'support', 'totals-reporter.ts')],
    projects: [
      // Its modules keep nothing that another file could find, and loading them anew took half of the time.
      kind('unit', { isolate: false, testTimeout: 30_000 }),
      kind('property', { testTimeout: 30_000 }),
      kind('database', { globalSetup: postgres, testTimeout: 20_000 }),
      kind('integration', { globalSetup: postgres, testTimeout: 20_000 }),
      ...workers,
      kind('runtimes', {
        globalSetup: postgres,
        testTimeout: 60_000,
        hookTimeout: 60_000,
        sequence: { groupOrder: 3 },
      }),
      kind('e2e', { ...stacks, exclude: measuring, maxWorkers: 2, sequence: { groupOrder: 4 } }),
      kind('e2e-alone', { ...stacks, include: measuring, fileParallelism: false, sequence: { groupOrder: 5 } }),
    ],
  },
})
