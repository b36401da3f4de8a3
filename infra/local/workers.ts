import { dirname, join } from 'node:path'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from 'wrangler'
import type { CronTrigger } from './clock.ts'
import type { Home } from './home.ts'
import type { Level, Logger } from './log-file.ts'
import { prepareWorkerd } from './workerd-command.ts'

/** The folders of the Workers below `apps`. The first one serves the port. */
const APPS = ['api', 'state', 'scraper', 'background']

/** Values of vars and secrets of a local run. Each Worker gets the ones that its configuration names. */
type LocalValues = Record<string, string>

export type RunningWorkers = {
  url: string
  crons: CronTrigger[]
  /** Calls the `scheduled` handler of the trigger's Worker. */
  fire(trigger: CronTrigger): Promise<void>
  /**
   * Replaces the bundle of the Worker in `apps/<app>`. The runtime restarts, so the objects and requests of all Workers end, while on Cloudflare
   * only those of this Worker do.
   */
  deploy(app: string, bundle: string): Promise<void>
  close(): Promise<void>
}

type WorkersOptions = {
  /** The project's root. */
  root: string
  home: Home
  host: string
  port: number
  values: LocalValues
  /** The wrangler configuration of an additional Worker with its own routes. */
  guest: string | undefined
  log: Logger
  /** Called after the runtime crashed and was restarted. */
  onRestart: () => void
}

/** Runs the bundled Workers in one workerd. Their state is in the home folder. */
export async function startWorkers(options: WorkersOptions): Promise<RunningWorkers> {
  const { root, home, host, port, values, guest, log, onRestart } = options
  process.env.XDG_CACHE_HOME = home.cache
  if (process.platform === 'linux') process.env.MINIFLARE_WORKERD_PATH ??= prepareWorkerd(home)
  // Otherwise wrangler prints warnings about missing secrets to stdout.
  process.env.WRANGLER_LOG = 'error'
  const configs = APPS.map((app) => join(root, 'apps', app, 'wrangler.jsonc'))
  const bundles = APPS.map((app) => join(root, 'apps', app, 'dist', 'worker.js'))
  const readOurs = () => configs.map((config, index) => workerOptions(config, bundles[index]!, values))
  const ours = readOurs()
  const unknown = Object.keys(values).find((name) => !ours.some(({ bindings = {} }) => name in bindings))
  if (unknown)
    throw new Error(`No Worker has a variable ${unknown}. The files apps/*/wrangler.jsonc list all variables.`)
  const guests = guest === undefined ? [] : [guestOptions(guest)]
  const optionsOf = (some: RunnableWorker[]) => {
    const workers = some.flatMap((worker, index) => splitAssets(configs[index]!, leaveQueues(worker, guests)))
    return convertV4MiniflareOptions({
      workers: [...workers, ...guests],
      host,
      port,
      cf: false,
      log: new ForwardingLog(log),
      logRequests: false,
      handleStructuredLogs: ({ level, message }) => log(level as Level, message),
      resourcePersistencePath: home.workers,
      telemetry: { enabled: false },
      unsafeTriggerHandlers: true,
      unsafeHandleRuntimeRestart: onRestart,
    })
  }
  const miniflare = new Miniflare(optionsOf(ours))
  await miniflare.ready
  return {
    url: `http://${host}:${port}`,
    crons: configs.flatMap(readCrons),
    async fire({ worker, cron }) {
      const target = await miniflare.getWorker(worker)
      const { outcome } = await target.scheduled({ cron, scheduledTime: new Date() })
      if (outcome !== 'ok') throw new Error(`the scheduled handler of ${worker} ended with "${outcome}"`)
    },
    async deploy(app, bundle) {
      const index = APPS.indexOf(app)
      if (index === -1) throw new Error(`There is no Worker ${app}: the Workers are ${APPS.join(', ')}.`)
      bundles[index] = bundle
      await miniflare.setOptions(optionsOf(readOurs()))
      // Messages that were on their way are lost, as after a crash.
      onRestart()
    },
    close: () => miniflare.dispose(),
  }
}

/** The options of a Worker from wrangler, whose own type allows any property. */
type LocalWorker = { modulesRules?: unknown; bindings?: Record<string, string>; [option: string]: unknown }

/** A Worker as Miniflare accepts it. */
type RunnableWorker = {
  name: string
  bindings?: Record<string, string>
  modules: Array<{ type: 'ESModule'; path: string; contents?: string }>
  [option: string]: unknown
}

/** The optional secrets of each Worker. Its configuration can name only required ones. */
const optionalSecrets: Record<string, string[]> = {
  'edgesweep-api': ['DATABASE_REPLICA_URL'],
  'edgesweep-background': ['GITHUB_TOKENS'],
}

function workerOptions(config: string, script: string, values: LocalValues): RunnableWorker {
  const {
    modulesRules: _,
    bindings,
    ...options
  } = unstable_getMiniflareWorkerOptions(config).workerOptions as LocalWorker
  const { name, secrets } = unstable_readConfig({ config })
  const named = new Set([
    ...Object.keys(bindings ?? {}),
    ...(secrets?.required ?? []),
    ...(optionalSecrets[name!] ?? []),
  ])
  const own = Object.fromEntries(Object.entries(values).filter(([key]) => named.has(key)))
  return {
    ...options,
    name: name!,
    bindings: { ...bindings, ...own },
    modulesRoot: dirname(script),
    modules: [{ type: 'ESModule', path: script }],
  }
}

/**
 * Splits a Worker with assets in two: a front that serves the assets, and the Worker itself, which gets the paths of `run_worker_first` directly.
 * In Miniflare the router of the assets would cost each request as much as the Worker.
 */
function splitAssets(config: string, { assets, ...worker }: RunnableWorker): RunnableWorker[] {
  const first = unstable_readConfig({ config }).assets?.run_worker_first
  if (!assets || !Array.isArray(first)) return [assets ? { ...worker, assets } : worker]
  const contents = 'export default { fetch: (request, env) => env.WORKER.fetch(request) }'
  const front: RunnableWorker = {
    name: `${worker.name}-assets`,
    compatibilityDate: worker.compatibilityDate,
    modules: [{ type: 'ESModule', path: 'front.js', contents }],
    assets,
    serviceBindings: { WORKER: worker.name },
  }
  return [front, { ...worker, routes: first.map((path: string) => `*${path}`) }]
}

/** The options of the additional Worker. It gets none of our values. */
function guestOptions(config: string) {
  const { main, routes = [] } = unstable_readConfig({ config })
  if (!main) throw new Error(`${config} has no \`main\`: set it to the Worker's module.`)
  return {
    ...workerOptions(config, main, {}),
    routes: routes.map((one: string | { pattern: string }) => (typeof one === 'string' ? one : one.pattern)),
  }
}

/** A queue has one consumer: one that the additional Worker consumes does not reach ours, unless that Worker passes it on. */
function leaveQueues(worker: RunnableWorker, guests: RunnableWorker[]): RunnableWorker {
  const taken = new Set(guests.flatMap((guest) => Object.keys(consumersOf(guest))))
  const left = Object.entries(consumersOf(worker)).filter(([queue]) => !taken.has(queue))
  return { ...worker, queueConsumers: Object.fromEntries(left) }
}

const consumersOf = ({ queueConsumers }: RunnableWorker) => (queueConsumers ?? {}) as Record<string, object>

function readCrons(config: string): CronTrigger[] {
  const { name, triggers } = unstable_readConfig({ config })
  return (triggers.crons ?? []).map((cron: string) => ({ worker: name!, cron }))
}

/** Forwards Miniflare's own messages to the log of the Workers. */
class ForwardingLog extends Log {
  readonly #log: Logger

  constructor(log: Logger) {
    super(LogLevel.WARN)
    this.#log = log
  }

  override logWithLevel(level: LogLevel, message: string): void {
    if (level <= LogLevel.WARN) this.#log(level === LogLevel.ERROR ? 'error' : 'warn', message)
  }
}
