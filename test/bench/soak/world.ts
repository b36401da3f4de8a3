import { roleUrl } from '@edgesweep/db/role-url.ts'
import { databaseRoles } from '@edgesweep/db/roles.ts'
import pg from 'pg'
import { adPage, type SlowServer, serveSlowly } from '../../support/serve-slowly.ts'
import { type OwnStack, startStack } from '../../support/stack/stack.ts'
import { runnerEnv, WorkProcess } from '../../support/stack/work-process.ts'
import { LoadClient } from '../load-client.ts'
import type { SoakOptions } from './options.ts'

/** Everything that runs during the load. */
export interface SoakWorld extends AsyncDisposable {
  stack: OwnStack
  client: LoadClient
  db: pg.Pool
  /** The outlets that the clock sweeps. */
  outletIds: readonly string[]
  /** The pages of the creatives. */
  pages: SlowServer
  /** Two runners of creatives; the Workers claim creatives, too. */
  runners: readonly WorkProcess[]
}

const connections = 32
/** Of the browsers, because other programs on the machine must not keep them from starting. */
const usualPriority = { EDGESWEEP_BROWSER_NICE: '0' }
const pageMs = 200
const runnerArgs = ['creatives', '--batch', '5', '--workers', '2', '--max-workers', '4', '--lease', '60']

export async function openWorld({ outlets }: SoakOptions): Promise<SoakWorld> {
  await using parts = new AsyncDisposableStack()
  const pages = parts.adopt(await serveSlowly(pageMs, adPage), (one) => one.close())
  const stack = parts.use(await startStack({ outlets, args: ['--allow', pages.host], env: usualPriority }))
  const client = parts.adopt(new LoadClient(stack.api, stack.key, connections), (one) => one.close())
  const db = parts.adopt(new pg.Pool({ connectionString: stack.database, max: 2 }), (pool) => pool.end())
  db.on('error', () => {})
  const { rows } = await db.query<{ id: string }>('select id from outlets where enabled order by id')
  const env = runnerEnv(roleUrl(stack.database, databaseRoles.background), pages.host)
  const runners = Array.from({ length: 2 }, () => {
    const runner = new WorkProcess('node', env, runnerArgs)
    parts.defer(async () => {
      runner.signal('SIGTERM')
      await runner.ended
    })
    return runner
  })
  await Promise.all(runners.map((runner) => runner.begun()))
  const owned = parts.move()
  return {
    ...{ stack, client, db, pages, runners },
    outletIds: rows.map(({ id }) => id),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
