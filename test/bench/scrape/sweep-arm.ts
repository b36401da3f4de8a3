import { eventually } from '../../support/eventually.ts'
import type { OwnStack, Stack } from '../../support/stack/stack.ts'
import { ask, endedJob } from '../../support/stack/stack-client.ts'
import { storeOutlets } from '../store-outlets.ts'
import type { Arm, PageSet, ReadPage } from './arm.ts'
import type { PagePlan } from './pages.ts'
import type { BenchTown } from './town.ts'

const withinMs = 300_000
/** A scripted outlet has a separate status address, which is not counted. A fetched page serves the outlet's scan and its extraction. */
const documents = { rendered: '/scripted/', fetched: '/json-ld/' } as const

/**
 * The whole path as one sweep over the outlets, whose items are merged into Postgres, from the town's first request for one of the pages. Each
 * outlet is scanned before it is extracted, which no peer does.
 */
export async function openSweepArm(stack: OwnStack, town: BenchTown, set: PageSet, plan: PagePlan): Promise<Arm> {
  const ids = plan.slugs.map((slug) => `out_bench_${slug}`)
  const path = documents[set]
  const rows = plan.pages.map(({ url }, index) => ({ id: ids[index]!, name: plan.slugs[index]!, url }))
  await storeOutlets(stack.database, rows)
  return {
    name: 'edgesweep-sweep',
    set,
    stores: 'job, result, items and changes in Postgres',
    pid: stack.process.pid!,
    async read() {
      const { status, body } = await ask(stack, 'POST', '/v1/jobs', { kind: 'sweep', outlet_ids: ids })
      if (status !== 202) throw new Error(`The sweep was answered ${status}: ${JSON.stringify(body)}`)
      const job = await eventually('the sweep ends', () => endedJob(stack, body.id), { within: withinMs, every: 250 })
      if (job.status !== 'completed') throw new Error(`The sweep ended ${job.status}: ${JSON.stringify(job)}`)
      const endedAt = Date.parse(job.ended_at)
      const first = (await town.served()).arrivals.find((arrival) => arrival.path.startsWith(path))
      return {
        seconds: (endedAt - first!.at) / 1000,
        records: () => Promise.all(ids.map((id) => itemsOf(stack, id))),
        figures: { job_s: (endedAt - Date.parse(job.submitted_at)) / 1000 },
      }
    },
    close: async () => {},
  }
}

/** The outlet's items in Postgres, as records. */
async function itemsOf(stack: Stack, id: string): Promise<ReadPage> {
  const { body } = await ask(stack, 'GET', `/v1/outlets/${id}/items?limit=1000`)
  const found = <T>(value: T) => ({ state: 'found' as const, value })
  return {
    items: body.data.map((item: StoredItem) => ({
      key: item.key,
      name: item.name,
      price: found(item.price),
      availability: found(item.availability),
    })),
  }
}

interface StoredItem {
  key: string
  name: string
  price: { minor: number; currency: string }
  availability: string
}
