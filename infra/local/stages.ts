import { join } from 'node:path'
import { makeRoles } from '@edgesweep/db/make-roles.ts'
import { migrate } from '@edgesweep/db/migrate.ts'
import { roleUrls } from '@edgesweep/db/role-url.ts'
import { Listr, ListrLogger, type ListrTask, ProcessOutput } from 'listr2'
import { startDemoTown } from '../demo-town/start-demo-town.ts'
import { bundleWorkers } from './bundle.ts'
import { prepareChromium } from './chromium.ts'
import { startClock } from './clock.ts'
import { startEgress } from './egress/start-egress.ts'
import type { Home } from './home.ts'
import { createInbox } from './inbox/create-inbox.ts'
import { keepRelay } from './keep-relay.ts'
import { type Logger, openLog } from './log-file.ts'
import type { Options } from './options.ts'
import { DATABASE, type Parts } from './parts.ts'
import { startPgBouncer } from './pgbouncer.ts'
import { LOOPBACK, type Ports } from './ports.ts'
import { ensureDatabase, startPostgres } from './postgres.ts'
import { seed } from './seed.ts'
import { serveApp } from './serve-app.ts'
import { warmUp } from './warm-up.ts'

/** The longest duration of a search in the demo town, so that the progress of a cart is visible. */
const SEARCH_MS = 1_500

export type Plan = { root: string; options: Options; home: Home; ports: Ports; parts: Parts }

type Stage = ListrTask<unknown>

/** Starts all parts and shows the progress on stderr. `parts` has the running parts, even after a failure. */
export async function runStages(plan: Plan): Promise<void> {
  const workersLog = openLog(join(plan.home.logs, 'workers.log'), 'workers')
  const localLog = openLog(join(plan.home.logs, 'local.log'), 'local')
  const stderr = process.stderr
  const stages = new Listr(
    [
      {
        title: 'Prepare the parts',
        task: (_, task) =>
          task.newListr(
            [
              bundleStage(plan),
              databaseStage(plan, localLog),
              chromiumStage(plan),
              townStage(plan),
              inboxStage(plan),
              runtimeStage(),
            ],
            {
              concurrent: true,
              exitOnError: true,
            },
          ),
      },
      workersStage(plan, workersLog, localLog),
    ],
    {
      // Without a known width, the default renderer would print one letter a line.
      renderer: stderr.isTTY && stderr.columns > 0 ? 'default' : 'simple',
      fallbackRenderer: 'simple',
      rendererOptions: {
        collapseSubtasks: false,
        logger: new ListrLogger({ processOutput: new ProcessOutput(stderr, stderr) }),
      },
      registerSignalListeners: false,
    },
  )
  await stages.run()
}

const bundleStage = ({ root }: Plan): Stage => ({
  title: 'Bundle the Workers and the dashboard',
  task: () => bundleWorkers(root),
})

const databaseStage = ({ options, home, ports, parts }: Plan, log: Logger): Stage => ({
  title: 'Start Postgres, its relay, and migrate',
  task: async (_, task) => {
    const password = home.secrets.postgresPassword
    const onTrouble = (message: string) => log('warn', message)
    const own = { password, onTrouble }
    parts.postgres = await startPostgres({
      ...own,
      folder: home.postgres,
      port: ports.postgres,
      log: join(home.logs, 'postgres.log'),
    })
    const reachable = [`${LOOPBACK}:${ports.postgres}`]
    const executable = process.env.EDGESWEEP_PGBOUNCER
    if (executable) {
      parts.pgbouncer = await startPgBouncer(parts.postgres, {
        ...own,
        executable,
        folder: home.pgbouncer,
        port: ports.pgbouncer,
        log: join(home.logs, 'pgbouncer.log'),
      })
      reachable.push(`${LOOPBACK}:${ports.pgbouncer}`)
    }
    const replica = URL.parse(options.set.DATABASE_REPLICA_URL ?? '')
    if (replica) reachable.push(`${replica.hostname}:${replica.port || 5432}`)
    parts.relay = await keepRelay(
      { host: LOOPBACK, port: ports.relay, allowed: reachable },
      { log: join(home.logs, 'relay.log'), onTrouble },
    )
    await ensureDatabase(parts.postgres, DATABASE)
    await migrate(parts.postgres.url(DATABASE))
    await makeRoles(parts.postgres.url(DATABASE))
    task.title = `Postgres on port ${ports.postgres}${executable ? `, PgBouncer on ${ports.pgbouncer}` : ''}`
  },
})

const chromiumStage = ({ options, home }: Plan): Stage => ({
  title: 'Prepare Chromium',
  task: async (_, task) => {
    task.title = await prepareChromium(home, options.browserNice)
  },
})

const townStage = ({ options, ports, parts }: Plan): Stage => ({
  title: `Open the demo town with ${options.outlets} outlets`,
  task: async () => {
    parts.town = await startDemoTown({
      host: LOOPBACK,
      port: ports.town,
      outlets: options.outlets,
      searchMs: SEARCH_MS,
    })
  },
})

const inboxStage = ({ home, ports, parts }: Plan): Stage => ({
  title: 'Open the webhook inbox',
  task: async () => {
    parts.inbox = await serveApp(createInbox(home.secrets.webhookSecret), LOOPBACK, ports.inbox)
  },
})

/** Loads a heavy module while Postgres starts. */
const runtimeStage = (): Stage => ({
  title: 'Load the runtime of the Workers',
  task: async () => {
    await import('./workers.ts')
  },
})

const workersStage = ({ root, options, home, ports, parts }: Plan, workersLog: Logger, localLog: Logger): Stage => ({
  title: 'Start the Workers',
  task: async (_, task) => {
    const { postgres, pgbouncer, relay, town, inbox } = parts as Required<Parts>
    const allowed = [new URL(town.url).host, new URL(inbox.url).host, ...options.allow]
    parts.egress = await startEgress({ host: LOOPBACK, port: ports.egress, allowed })
    const { startWorkers } = await import('./workers.ts')
    await seed({ databaseUrl: postgres.url(DATABASE), secrets: home.secrets, townUrl: town.url, inboxUrl: inbox.url })
    const townHost = new URL(town.url).host
    const workers = await startWorkers({
      root,
      home,
      host: LOOPBACK,
      port: ports.api,
      values: {
        ...roleUrls((pgbouncer ?? postgres).url(DATABASE)),
        NEON_PROXY: relay.address,
        ALLOWED_TARGETS: allowed.join(','),
        DNS_URL: parts.egress.resolver,
        BROWSER_PROXY: parts.egress.proxy,
        SEARCH_URL: town.url,
        DOMAIN_SLOTS_BY_HOST: `${townHost}=8`,
        // The local runtime runs one invocation of a consumer at a time, so more workers would only wait.
        LANE_WORKERS: '1',
        ...options.set,
      },
      guest: options.worker,
      log: workersLog,
      onRestart: () => {
        localLog('info', 'The Workers run again after a restart; firing their Cron Triggers.')
        parts.clock?.fireAll()
      },
    })
    parts.workers = workers
    parts.clock = startClock(workers.crons, workers.fire, localLog)
    await warmUp(workers.url, home.secrets.apiKey)
    parts.clock.fireAll()
    task.title = `Workers on port ${ports.api}`
  },
})
