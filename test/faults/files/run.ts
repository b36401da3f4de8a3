import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '@edgesweep/db/migrate.ts'
import { freePort } from '@edgesweep/infra/local/ports.ts'
import { ensureDatabase, startPostgres } from '@edgesweep/infra/local/postgres.ts'
import { onStopRequest } from '@edgesweep/infra/local/signals.ts'
import { runFileFaults } from './run-file-faults.ts'

/** `npm run faults -- files [--tasks 10000] [--processes 4]`: file workers that are killed and paused at random, on a separate Postgres server. */
const { values } = parseArgs({
  options: { tasks: { type: 'string', default: '10000' }, processes: { type: 'string', default: '4' } },
})
const tasks = Number(values.tasks)
const processes = Number(values.processes)
if (!(Number.isInteger(tasks) && tasks > 0 && Number.isInteger(processes) && processes > 0)) {
  process.stderr.write('--tasks and --processes must be whole numbers of 1 or more\n')
  process.exit(2)
}

const root = join(tmpdir(), `edgesweep-faults-${process.pid}`)
mkdirSync(root)
const postgres = await startPostgres({
  folder: join(root, 'database', 'postgres'),
  port: await freePort(),
  password: 'faults',
  log: join(root, 'postgres.log'),
  initdb: ['--no-sync'],
  settings: { fsync: 'off' },
})
const clean = async () => {
  await postgres.close()
  rmSync(root, { recursive: true, force: true })
}
onStopRequest(() => void clean().finally(() => process.exit(130)))
try {
  await ensureDatabase(postgres, 'files')
  await migrate(postgres.url('files'))
  let loggedAt = 0
  const summary = await runFileFaults({
    databaseUrl: postgres.url('files'),
    folder: join(root, 'bucket'),
    tasks,
    processes,
    workers: 4,
    leaseSeconds: 2,
    faultEveryMs: 200,
    onProgress: (ended, { kills, pauses, lost }) => {
      if (Date.now() - loggedAt < 2_000) return
      loggedAt = Date.now()
      console.log(`${ended} of ${tasks} files; ${kills} kills, ${pauses} pauses, ${lost} late ends refused`)
    },
  })
  const { wrong, ...figures } = summary
  for (const problem of wrong.slice(0, 20)) console.log(`WRONG: ${problem}`)
  console.log(JSON.stringify({ faults: 'files', ok: wrong.length === 0, ...figures, wrong: wrong.length }))
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await clean()
}
// The listener for stop requests would keep the process alive.
process.exit()
