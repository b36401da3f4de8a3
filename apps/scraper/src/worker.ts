import { CallCount } from '@edgesweep/cloudflare/count-calls.ts'
import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { lanes } from '@edgesweep/core/lane/lane.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import { drainLane } from '@edgesweep/core/work/drain-lane.ts'
import { makeContext } from './context.ts'

/** Cloudflare limits an invocation to 15 minutes. The last jobs need the difference. */
const budgetMs = 10 * 60_000
/** Limits the objects that an invocation keeps awake until it ends. */
const jobs = 400
/** Cloudflare limits an invocation to 10,000 calls. The items in progress need the difference: up to 48, and an outlet of many pages takes hundreds. */
const calls = 5_000

/** The consumer of the lane queues. A message wakes it; it then works until the lane is empty or its budget is used up. */
export default {
  async queue(batch, env) {
    await receiveMessages(batch, consoleLog('scraper'), async (message) => {
      if (message.kind !== 'lane.wake') return
      const { lane, shard } = message
      const made = new CallCount()
      const ctx = makeContext(env, lane, made)
      const hasCalls = () => made.made < calls
      try {
        await drainLane(ctx, lane, shard, { ...lanes[lane].invocation, budgetMs, jobs, hasCalls })
      } finally {
        await ctx.close()
      }
    })
  },
} satisfies ExportedHandler<Env>
