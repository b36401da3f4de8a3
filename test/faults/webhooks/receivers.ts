import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * How a receiver behaves: `dead` never answers; `flapping` alternates between 500 and 204; `slow` answers late; `redirecting` sends elsewhere; `gone`
 * wants nothing more; `well` answers at once.
 */
export type Manner = 'dead' | 'flapping' | 'slow' | 'redirecting' | 'gone' | 'well'

/** How long a flapping receiver stays as it is, in ms. */
const flapsEveryMs = 10_000
const slowAnswerMs = 1_200

export interface Receiver {
  /** It may change. */
  manner: Manner
  url: string
  /** The time (epoch milliseconds) of the first accepted request of each event, by `webhook-id`. */
  accepted: Map<string, number>
  /** All requests. */
  requests: number
}

function statusOf(manner: Manner, ms: number): number {
  if (manner === 'flapping') return Math.floor(ms / flapsEveryMs) % 2 === 0 ? 500 : 204
  if (manner === 'redirecting') return 302
  return manner === 'gone' ? 410 : 204
}

/** Receivers of webhooks on a free local port, one for each entry of `manners`. */
export async function startReceivers(manners: Manner[]) {
  const startedAt = Date.now()
  const receivers: Receiver[] = []
  const answer = async (receiver: Receiver, response: ServerResponse): Promise<boolean> => {
    if (receiver.manner === 'dead') return false
    if (receiver.manner === 'slow') await sleep(slowAnswerMs)
    const status = statusOf(receiver.manner, Date.now() - startedAt)
    response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
    return status === 204
  }
  const server = createServer(async (request, response) => {
    const at = Date.now()
    request.resume()
    const receiver = receivers[Number(request.url!.slice(1))]
    // Nobody may follow a redirect.
    if (!receiver) return response.writeHead(404).end()
    receiver.requests += 1
    const id = String(request.headers['webhook-id'])
    if ((await answer(receiver, response)) && !receiver.accepted.has(id)) receiver.accepted.set(id, at)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  for (const [n, manner] of manners.entries())
    receivers.push({ manner, url: `http://127.0.0.1:${port}/${n}`, accepted: new Map(), requests: 0 })
  return {
    receivers,
    host: `127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
