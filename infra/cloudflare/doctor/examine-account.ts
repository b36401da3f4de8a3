import { isUnreachable, type Wrangler, type WranglerAnswer } from '../account/wrangler.ts'
import type { WorkerResources } from '../resources/resources.ts'
import { type Finding, lacking, ok, unknown } from './finding.ts'

const deployRemedy = 'npm run deploy'

/** Looks at what the Cloudflare account has of what the Workers need. Without a login or a network it says so, and looks no further. */
export async function examineAccount(workers: WorkerResources[], wrangler: Wrangler): Promise<Finding[]> {
  const login = await wrangler(['whoami', '--json'])
  const about = 'Cloudflare login'
  if (!login.ok) {
    const why = isUnreachable(login) ? 'Cloudflare could not be reached' : 'nobody is logged in'
    const finding = isUnreachable(login)
      ? unknown(about, why)
      : lacking(about, 'nobody is logged in', 'npx wrangler login, or export CLOUDFLARE_API_TOKEN')
    const rest = [...checksOf(workers, wrangler), ...workers.map(({ name }) => ({ about: `Worker ${name}` }))]
    return [finding, ...rest.map((check) => unknown(check.about, why))]
  }
  const checks = [
    ...checksOf(workers, wrangler).map(lookFor),
    ...workers.map((worker) => lookAtWorker(worker, wrangler)),
  ]
  return [ok(about), ...(await oneByOne(checks)).flat()]
}

interface Check {
  about: string
  ask: () => Promise<WranglerAnswer>
  /** Words that the answer must have, and what it means when it has not. */
  expect?: { text: string; otherwise: string }
}

function checksOf(workers: WorkerResources[], wrangler: Wrangler): Check[] {
  const consumers = workers.flatMap(({ name, consumes }) => consumes.map(({ queue }) => ({ queue, worker: name })))
  const buckets = new Set(workers.flatMap((worker) => worker.buckets))
  return [
    ...consumers
      .toSorted((a, b) => a.queue.localeCompare(b.queue))
      .map(({ queue, worker }) => ({
        about: `queue ${queue}`,
        ask: () => wrangler(['queues', 'info', queue]),
        expect: { text: `worker:${worker}`, otherwise: `${worker} does not consume it` },
      })),
    ...[...buckets].map((name) => ({ about: `bucket ${name}`, ask: () => wrangler(['r2', 'bucket', 'info', name]) })),
  ]
}

const lookFor =
  ({ about, ask, expect }: Check) =>
  async (): Promise<Finding[]> => {
    const answer = await ask()
    if (isUnreachable(answer)) return [unknown(about, 'Cloudflare could not be reached')]
    if (!answer.ok) return [lacking(about, 'it is not there', deployRemedy)]
    if (expect && !answer.stdout.includes(expect.text)) return [lacking(about, expect.otherwise, deployRemedy)]
    return [ok(about)]
  }

const lookAtWorker =
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

/** A few at a time: each is a process of its own. */
async function oneByOne<T>(tasks: Array<() => Promise<T>>): Promise<T[]> {
  const results: T[] = []
  const entries = tasks.entries()
  const work = async () => {
    for (const [place, task] of entries) results[place] = await task()
  }
  await Promise.all([work(), work(), work(), work()])
  return results
}
