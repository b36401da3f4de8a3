/**
 * The post between the queues and their consumers. It passes each batch on, or loses or doubles the next ones, and it is a worker of a lane on
 * request. `PUT …/queues/NAME {lose, double}` counts the batches to come, `POST …/queues/NAME` sends a message of any body.
 */

/** Batches still to be lost and doubled, by queue. */
const plans = new Map()
/** Batches so far, by queue. */
const counts = new Map()

const receiverOf = (env, queue) => (queue === 'edgesweep-webhooks' ? env.BACKGROUND : env.SCRAPER)

async function pass(env, batch) {
  const messages = batch.messages.map(({ id, timestamp, attempts, body }) => ({ id, timestamp, attempts, body }))
  const result = await receiverOf(env, batch.queue).queue(batch.queue, messages)
  if (result.outcome !== 'ok') throw new Error(`${batch.queue}: the consumer ended with ${result.outcome}`)
  for (const { msgId, delaySeconds } of result.retryMessages) {
    const message = batch.messages.find(({ id }) => id === msgId)
    message?.retry(delaySeconds === undefined ? {} : { delaySeconds })
  }
}

const take = (plan, what) => plan?.[what] > 0 && plan[what]-- > 0

const actions = {
  'PUT queues': (_env, name, body) => {
    plans.set(name, body)
    counts.set(name, { passed: 0, lost: 0, doubled: 0 })
    return {}
  },
  'GET queues': (_env, name) => counts.get(name) ?? { passed: 0, lost: 0, doubled: 0 },
  'POST queues': async (env, name, body) => {
    await env[name.replace('edgesweep-', '').toUpperCase()].send(body)
    return {}
  },
  'POST lanes': (env, lane, { method, args }) => env.LANE.get(env.LANE.idFromName(`${lane}:0`))[method](...args),
  'POST jobs': (env, id, { method, args }) => env.JOB_STATUS.get(env.JOB_STATUS.idFromName(id))[method](...args),
}

export default {
  async queue(batch, env) {
    const plan = plans.get(batch.queue)
    const count = counts.get(batch.queue) ?? { passed: 0, lost: 0, doubled: 0 }
    counts.set(batch.queue, count)
    if (take(plan, 'lose')) {
      count.lost += 1
      return batch.ackAll()
    }
    count.passed += 1
    if (!take(plan, 'double')) return pass(env, batch)
    count.doubled += 1
    await Promise.all([pass(env, batch), pass(env, batch)])
  },

  async fetch(request, env) {
    const [, kind, name] = /\/faults\/post\/(\w+)\/([\w-]+)$/.exec(new URL(request.url).pathname) ?? []
    const action = actions[`${request.method} ${kind}`]
    if (!action) return new Response('The post has no such action.\n', { status: 404 })
    const body = request.method === 'GET' ? undefined : await request.json()
    return Response.json((await action(env, name, body)) ?? null)
  },
}
