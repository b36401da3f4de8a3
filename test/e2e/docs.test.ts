import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differenceOf } from '../docs/compare-answer.ts'
import { type Block, type Page, readPages, root } from '../docs/pages.ts'
import { isRun } from '../docs/unrun-blocks.ts'
import { startStack } from '../support/stack/stack.ts'
import { freezeTown, sweepNow } from '../support/stack/stack-client.ts'

const pages = readPages().filter((page) => page.blocks.some((block) => isRun(page, block)))

// The pages show the answers of a fresh stack, so this file does not share one.
const stack = await startStack({ outlets: 6 })
const db = new pg.Client({ connectionString: stack.database })
await db.connect()
afterAll(async () => {
  await db.end()
  await stack[Symbol.asyncDispose]()
})
beforeAll(async () => {
  const tick = await freezeTown(stack)
  await sweepNow(stack)
  // A sweep of the clock would hold the outlets that a command of a page sweeps.
  await db.query(`update outlets set interval_seconds = 86400, next_sweep_at = now() + interval '1 day'`)
  await freezeTown(stack, tick + 60)
  await sweepNow(stack)
}, 400_000)

/** Creates a folder with links to the project's files. A page writes its own files there. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgesweep-docs-'))
  for (const name of readdirSync(root)) if (!name.startsWith('.')) symlinkSync(join(root, name), join(folder, name))
  return folder
}

interface Output {
  code: number
  stdout: string
  stderr: string
}

/** Runs a block in bash, as a reader would. */
function run(script: string, cwd: string): Promise<Output> {
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
    EDGESWEEP_API: stack.api,
    EDGESWEEP_KEY: stack.key,
    DATABASE_URL: stack.database,
    DATABASE_URL_DIRECT: stack.database,
    ALLOWED_TARGETS: new URL(stack.demo).host,
    NODE_ENV: undefined,
    VITEST: undefined,
  }
  return new Promise((done) => {
    execFile('bash', ['-euo', 'pipefail', '-c', script], { cwd, env, timeout: 120_000 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
  })
}

/** Fills in this stack's addresses and, for `job_…`, the last such id that a command of the page printed. */
function fillIn(text: string, printed: string): string {
  const addresses: Record<string, string> = { 8787: stack.api, 8788: stack.demo, 8789: stack.inbox }
  return text
    .replaceAll(/http:\/\/127\.0\.0\.1:(878[789])/g, (_, port: string) => addresses[port]!)
    .replaceAll(/\b([a-z]{3}_)…/g, (_, prefix: string) => {
      const ids = printed.match(new RegExp(`\\b${prefix}[\\w-]+`, 'g'))
      if (!ids) throw new Error(`no command of the page printed an id that begins with ${prefix}`)
      return ids.at(-1)!
    })
}

const looksOnly = (text: string) => !/ -X | -d |npx|npm|<</.test(text)

async function runBlock(page: Page, { text, answer }: Block, cwd: string, printed: string): Promise<string> {
  const script = fillIn(text, printed)
  // A command that only reads runs again: a result or a delivery may appear a moment later.
  for (let left = looksOnly(text) ? 60 : 0; ; left--) {
    const { code, stdout, stderr } = await run(script, cwd)
    const difference = code !== 0 ? `exit code ${code}` : answer && differenceOf(answer, stdout)
    if (!difference) return stdout
    if (left === 0) throw new Error(`${page.path}: ${difference}\n${script}\n${stdout}\n${stderr}`)
    await sleep(500)
  }
}

test.each(pages.map((page) => [page.path, page] as const))(
  'the commands of %s print the answers that the page shows',
  { timeout: 300_000 },
  async (_, page) => {
    const folder = openFolder()
    let printed = ''
    try {
      for (const block of page.blocks.filter((one) => isRun(page, one)))
        printed += await runBlock(page, block, folder, printed)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    expect(printed).not.toBe('')
  },
)
