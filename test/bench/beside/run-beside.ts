import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { roleUrl } from '@edgesweep/db/role-url.ts'
import { type DatabaseRole, databaseRoles } from '@edgesweep/db/roles.ts'
import { type BenchServer, EMPTY, startBenchServer } from '../../support/postgres/bench-server.ts'
import { adPage, serveSlowly } from '../../support/serve-slowly.ts'
import { runnerEnv, WorkProcess } from '../../support/stack/work-process.ts'
import { startBurners } from '../burners.ts'
import { findsLockWait } from '../find-lock-wait.ts'
import { writeAdvertisers } from '../import/write-file.ts'
import { Importing } from '../importing.ts'
import { lockLogSettings, readLockWaits } from '../lock-waits.ts'
import { runInterleaved } from '../rounds.ts'
import type { BenchReport } from '../verdict.ts'
import { type Measured, measure } from './measure.ts'
import { type Arm, reportBeside } from './report.ts'

export interface BesideOptions {
  rows: number
  rounds: number
  /** The measured seconds per arm and round, after the warm-up. */
  seconds: number
  warmUpSeconds: number
  /** Further settings of the server. */
  settings?: Record<string, string>
}

const database = 'bench_beside'
const pageMs = 200
const workers = 24
/** The time of each arm that is not measured but also needs a backlog: its warm-up, and the time to clear up after it. */
const unmeasuredSeconds = 30
const leastBurnt = 0.05
/** At least the concurrency of an import: its reader and a writer. */
const burnt = { atLeast: 2, sliceMs: 20 }

/** Measures a runner's creatives alone, during imports, and during a control load, each under a separate database role. */
export async function runBeside(options: BesideOptions): Promise<BenchReport> {
  const server = await startBenchServer({ ...lockLogSettings, ...options.settings })
  const pages = await serveSlowly(pageMs, adPage)
  let runner: WorkProcess | undefined
  try {
    await server.run('postgres', `create database ${database} template ${EMPTY}`)
    const urlOf = (role: DatabaseRole) => roleUrl(server.url(database), role)
    const { background, imports } = databaseRoles
    const urls = { pipelines: urlOf(background), imports: urlOf(imports) }
    const importing = new Importing(urls.imports, await writeFiles(server, options.rows))
    await importing.importOne()
    await addCreatives(server, pages.url, options)
    runner = startRunner(urls.pipelines, pages.host)
    await runner.begun()
    const results = await runArms(server, urls, importing, options)
    runner.signal('SIGTERM')
    await runner.ended
    const readWaits = () => readLockWaits(readFileSync(join(server.folder, 'postgres.log'), 'utf8'))
    const waits = readWaits()
    const findsWaits =
      (await findsLockWait(urlOf, { holder: imports, waiter: background, table: 'advertisers' }, readWaits)) &&
      (await findsLockWait(urlOf, { holder: background, waiter: imports, table: 'creatives' }, readWaits))
    const wrong = await wrongImports(server, options.rows)
    return reportBeside({ results, waits, findsWaits, imports: importing.completed - 1, wrong })
  } finally {
    runner?.signal('SIGKILL')
    await pages.close()
    await server.close()
  }
}

function runArms(
  server: BenchServer,
  urls: { pipelines: string },
  importing: Importing,
  { rounds, seconds, warmUpSeconds }: BesideOptions,
): Promise<Map<Arm, Measured[]>> {
  let [each, besides] = [0, 0]
  return runInterleaved<Arm, Measured>(['idle', 'import', 'burn'], rounds, async (arm, round) => {
    if (arm === 'import') importing.start()
    const burners = arm === 'burn' ? startBurners({ processors: besides, ...burnt }) : []
    try {
      await sleep(warmUpSeconds * 1000)
      const window = { url: urls.pipelines, seconds, each: arm === 'idle' ? null : each }
      const measured = await measure(server, database, window)
      // On a slow machine, no import may have ended yet.
      if (arm === 'import') await importing.untilOne()
      const figures = `${measured.perSecond.toFixed(1)} creatives/s, ${measured.processors.toFixed(2)} processors`
      process.stderr.write(
        `round ${round}: ${arm} ${figures}, ${measured.besides.toFixed(2)} besides, others ${measured.others.toFixed(2)}\n`,
      )
      if (arm === 'idle') each = measured.processors / measured.perSecond
      if (arm === 'import') besides = Math.max(leastBurnt, measured.besides)
      return measured
    } finally {
      for (const burner of burners) burner.kill('SIGKILL')
      if (arm === 'import') await importing.stop()
      // The leftovers of an import must not burden the next arm.
      await server.run(database, 'vacuum (analyze) advertisers', 'checkpoint')
    }
  })
}

/** Two files that differ in a twentieth of their rows. */
async function writeFiles({ folder }: BenchServer, rows: number): Promise<string[]> {
  const cases = ['0', '5'] as const
  for (const which of cases) await writeAdvertisers(join(folder, `${which}.csv`), rows, which)
  return cases.map((which) => join(folder, `${which}.csv`))
}

/** Adds more creatives than can be completed. */
async function addCreatives(server: BenchServer, url: string, { rounds, seconds }: BesideOptions): Promise<void> {
  const arms = (rounds + 1) * 3
  const most = Math.ceil((arms * (seconds + unmeasuredSeconds) * workers * 1000) / pageMs)
  await server.run(
    database,
    `insert into creatives (id, url) select new_id('cre_'), '${url}' || n from generate_series(1, ${most}) n`,
    'vacuum analyze',
  )
}

function startRunner(url: string, host: string): WorkProcess {
  const numbers = ['--batch', '50', '--workers', String(workers), '--max-workers', String(workers)]
  return new WorkProcess('node', runnerEnv(url, host), ['creatives', ...numbers])
}

/** The errors of completed imports and of the table's content. */
async function wrongImports(server: BenchServer, rows: number): Promise<string[]> {
  const [odd, table] = await server.run(
    database,
    `select id, status, error, rows_read, inserted, updated, unchanged, rejected from imports
     where ended_at is not null and (status <> 'completed' or rows_read <> ${rows} or inserted + updated + unchanged <> ${rows})`,
    'select count(*)::int as rows from advertisers',
  )
  const has = table!.rows[0].rows
  return [...odd!.rows.map((row) => JSON.stringify(row)), ...(has === rows ? [] : [`advertisers has ${has} rows`])]
}
