import { receiveMessages } from '@edgesweep/cloudflare/receive-messages.ts'
import { consoleLog } from '@edgesweep/core/system.ts'
import { drainLane } from '@edgesweep/core/work/drain-lane.ts'
import { makeContext } from './context.ts'

/** An invocation may take 15 minutes; work in hand needs some of them. */
const budgetMs = 10 * 60_000
/** An invocation may make 10,000 calls, and each object that it has called may be kept awake until it ends. */
const jobs = 400

/** Jobs at a time in one invocation, and items of one job at a time. A sweep has many items, a cart few. */
const slots = {
  live: { slots: 8, itemSlots: 2 },
  interactive: { slots: 8, itemSlots: 4 },
  bulk: { slots: 4, itemSlots: 8 },
}

/** Consumer of the three lanes' queues: woken by a message, it works until the lane is empty or its time is up. */
export default {
  async queue(batch, env) {
    await receiveMessages(batch, consoleLog('scraper'), async (message) => {
      if (message.kind !== 'lane.wake') return
      const { lane, shard } = message
      const ctx = makeContext(env, lane)
      try {
        await drainLane(ctx, lane, shard, { ...slots[lane], budgetMs, jobs })
      } finally {
        await ctx.close()
      }
    })
  },
} satisfies ExportedHandler<Env>
