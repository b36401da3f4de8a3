import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { JobDesk } from '@edgesweep/core/job/job-desk.ts'
import type { ItemReport } from '@edgesweep/core/job/job-port.ts'
import type { JobHeader } from '@edgesweep/core/job/job-state.ts'
import type { JobStorage } from '@edgesweep/core/job/job-storage.ts'
import type { VirtualTime } from './virtual-time.ts'

/** The parts of a simulated job. */
interface JobParts<Item> {
  time: VirtualTime
  /** Items at a time. */
  slots: number
  /** Called for each call of the job's object. */
  called: () => void
  /** Does one item. `ended` receives null, or the time until which the item is deferred. */
  doItem: (item: Item, ended: (until: number | null) => void) => void
  done: () => void
}

const header: JobHeader = {
  id: 'job',
  keyId: 'key',
  lane: 'bulk',
  spec: { kind: 'cart', items: [], zipcode: '10001' },
  submittedAt: 0,
  deadline: Number.MAX_SAFE_INTEGER,
}
const token = 'token'

/** Its jobs are never restarted. */
const nowhere: JobStorage = { restore: () => null, commit() {}, results: () => [], events: () => [], clear() {} }

/** Runs a job at its desk, as `run-ticket.ts` does. The items of a chain follow one another. A deferred item does not block other chains. */
export function runJob<Item>({ time, slots, called, doItem, done }: JobParts<Item>, chains: Item[][]): void {
  const desk = new JobDesk({
    storage: nowhere,
    clock: time.clock,
    log: console,
    setAlarm() {},
    announceOutbox: async () => {},
    readmit: async () => {},
    onEvents() {},
    onExpiry() {},
  })
  const items = chains.flat()
  const isFirst = chains.flatMap((chain) => chain.map((_, place) => place === 0))
  const plan = isFirst.map((first, index) => ({ label: '', follows: first ? null : index - 1 }))
  const ready: number[] = []
  let running = 0
  const start = (index: number) => {
    running += 1
    doItem(items[index]!, (until) => {
      running -= 1
      called()
      const next = desk.reportItem(token, index, reportOf(until === null ? null : until - time.now))
      if (!next || next.ended) return done()
      ready.unshift(...next.ready)
      if (until !== null)
        time.after(until - time.now, () => {
          ready.push(index)
          startSome()
        })
      startSome()
    })
  }
  const startSome = () => {
    while (running < slots && ready.length > 0) {
      const index = ready.shift()!
      called()
      if (desk.startItem(token, index)) start(index)
    }
  }
  called()
  const taken = desk.take(header, plan, token, 0, slots)!
  ready.push(...taken.ready)
  for (const index of taken.started) start(index)
}

const reportOf = (afterMs: number | null): ItemReport =>
  afterMs === null
    ? { type: 'ended', status: 'completed', result: null, error: null, usage: noUsage() }
    : { type: 'deferred', afterMs, throttled: false, reason: 'no permit', usage: noUsage() }
