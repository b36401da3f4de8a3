import { isUnreachable, type Wrangler, type WranglerAnswer } from '../account/wrangler.ts'
import type { WorkerResources } from '../resources/resources.ts'
import { type Finding, lacking, ok, unknown } from './finding.ts'

const deployRemedy = 'npm run deploy'

/** Checks that the Cloudflare account has the resources of the Workers. Without a login or a network it stops with that finding. */
export async function examineAccount(workers: WorkerResources[], wrangler: Wrangler): Promise<Finding[]> {
  const login = await wrangler(['whoami', '--json'])
  const about = 'Cloudflare login'
  if (!login.ok) {
    const reason = isUnreachable(login) ? 'Cloudflare could not be reached' : 'there is no login'
    const finding = isUnreachable(login)
      ? unknown(about, reason)
      : lacking(about, 'there is no login', 'npx wrangler login, or export CLOUDFLARE_API_TOKEN')
    const rest = [...checksOf(workers, wrangler), ...workers.map(({ name }) => ({ about: `Worker ${name}` }))]
    return [finding, ...rest.map((check) => unknown(check.about, reason))]
  }
  const checks = [
    ...checksOf(workers, wrangler).map(checkResource),
    ...workers.map((worker) => checkWorker(worker, wrangler)),
  ]
  return [ok(about), ...(await inParallel(checks)).flat()]
}

interface Check {
  about: string
  run: () => Promise<WranglerAnswer>
  /** A text that the answer must contain, and the problem if it does not. */
  expect?: { text: string; problem: string }
}

function checksOf(workers: WorkerResources[], wrangler: Wrangler): Check[] {
  const consumers = workers.flatMap(({ name, consumes }) => consumes.map(({ queue }) => ({ queue, worker: name })))
  const buckets = new Set(workers.flatMap((worker) => worker.buckets))
  return [
    ...consumers
      .toSorted((a, b) => a.queue.localeCompare(b.queue))
      .map(({ queue, worker }) => ({
        about: `queue ${queue}`,
        run: () => wrangler(['queues', 'info', queue]),
        expect: { text: `worker:${worker}`, problem: `${worker} does not consume it` },
      })),
    ...[...buckets].map((name) => ({ about: `bucket ${name}`, run: () => wrangler(['r2', 'bucket', 'info', name]) })),
  ]
}

const checkResource =
  ({ about, run, expect }: Check) =>
  async (): Promise<Finding[]> => {
    const answer = await run()
    if (isUnreachable(answer)) return [unknown(about, 'Cloudflare could not be reached')]
    if (!answer.ok) return [lacking(about, 'it does not exist', deployRemedy)]
    if (expect && !answer.stdout.includes(expect.text)) return [lacking(about, expect.problem, deployRemedy)]
    return [ok(about)]
  }

const checkWorker =
  ({ name, secrets }: WorkerResources, wrangler: Wrangler) =>
  async (): Promise<Finding[]> => {
    const about = `Worker ${name}`
    const answer = await wrangler(['secret', 'list', '--name', name, '--format', 'json'])
    if (!answer.ok) {
      if (isUnreachable(answer)) return [unknown(about, 'Cloudflare could not be reached')]
      return [lacking(about, 'it is not deployed', deployRemedy)]
    }
    const set = (JSON.parse(answer.stdout) as Array<{ name: string }>).map((secret) => secret.name)
    return [
      ok(about),
      ...secrets.map((secret) =>
        set.includes(secret)
          ? ok(`secret ${secret} of ${name}`)
          : lacking(`secret ${secret} of ${name}`, 'it is not set', deployRemedy),
      ),
    ]
  }

/** Runs the tasks, at most four at once, because each starts a process. */
async function inParallel<T>(tasks: Array<() => Promise<T>>): Promise<T[]> {
  const results: T[] = []
  const entries = tasks.entries()
  const work = async () => {
    for (const [place, task] of entries) results[place] = await task()
  }
  await Promise.all([work(), work(), work(), work()])
  return results
}
