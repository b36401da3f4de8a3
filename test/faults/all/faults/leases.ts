import { noUsage } from '@edgesweep/core/endings/usage.ts'
import type { PulledTicket } from '@edgesweep/core/lane/lane-shard.ts'
import { eventually } from '../../../support/eventually.ts'
import { defineFault, type Tally } from '../fault.ts'
import { JobWork } from '../work/job-work.ts'
import { pageJobs } from '../work/wanted.ts'
import type { World } from '../world.ts'

const pages = 8
const all = Number.MAX_SAFE_INTEGER
/** Five leases of 15 s. */
const givenUpWithinMs = 150_000

/** Pages in the lane `bulk`, of which no worker but ours hears. */
class HeldPages extends JobWork {
  tickets: PulledTicket[] = []
  readonly late: string[] = []

  static async begin(world: World): Promise<HeldPages> {
    await world.post.order('bulk', { lose: all })
    const work = new HeldPages(world, JobWork.nextWord())
    await work.submit(pageJobs(world.town, work.word, pages, { lane: 'bulk' }))
    return work
  }

  /** Takes the jobs as a worker that will not renew their leases. */
  async hold(): Promise<void> {
    this.tickets.push(...(await this.world.post.pull('bulk', 'dead', pages)))
  }

  override async tally(): Promise<Tally> {
    const tally = await super.tally()
    return { ...tally, doubled: tally.doubled + this.late.length, wrong: [...tally.wrong, ...this.late] }
  }
}

export const lateWorker = defineFault({
  name: 'late-worker',
  title: 'a worker that returns after its lease',
  without: ['bulk'],
  async begin(world) {
    const work = await HeldPages.begin(world)
    await work.hold()
    for (const { id, keyId, spec, submittedAt, deadline, remainingMs, token, attempt } of work.tickets) {
      const header = { id, keyId, lane: 'bulk', spec: JSON.parse(spec), submittedAt, deadline, remainingMs }
      const plan = [{ label: 'page', follows: null }]
      await world.post.call('jobs', id, 'take', header, plan, token, attempt, 1)
    }
    if (work.tickets.length < pages) throw new Error(`the worker got ${work.tickets.length} of ${pages} tickets`)
    return work
  },
  async strike(world, work) {
    await world.post.order('bulk', {})
    await work.reach(1)
    const report = { type: 'ended', status: 'completed', result: { late: true }, error: null, usage: noUsage() }
    for (const { id, token } of work.tickets) {
      const answer = await world.post.call('jobs', id, 'reportItem', token, 0, report)
      if (answer !== null) work.late.push(`${id} took a report after the lease`)
      await world.post.call('lanes', 'bulk', 'finish', id, token, { kind: 'done' })
    }
    return undefined
  },
})

export const replayedDeadLetters = defineFault({
  name: 'dead-letters',
  title: 'dead letters replayed, each twice',
  without: ['bulk'],
  async begin(world) {
    const work = await HeldPages.begin(world)
    const dead = async () => {
      await work.hold()
      return (await work.ended()).filter((row) => row.dead).length === pages
    }
    await eventually('the lane gives its jobs up', dead, { within: givenUpWithinMs, every: 1_000 })
    await world.post.order('bulk', {})
    return work
  },
  async strike({ owner }, work) {
    const replay = (id: string) => owner.client.insist({ method: 'POST', path: `/v1/jobs/${id}/replay` })
    for (const id of work.ids) {
      const answers = await Promise.all([replay(id), replay(id)])
      const accepted = answers.filter(({ status }) => status === 202)
      if (accepted.length !== 1) throw new Error(`of two replays of ${id}, ${accepted.length} were accepted`)
    }
    return undefined
  },
})
