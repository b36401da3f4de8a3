import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a receiver behaves: `dead` never answers; `flapping` alternates between 500 and 204; `slow` answers late; `well` answers at once. */
export type Manner = 'dead' | 'flapping' | 'slow' | 'well'

/** How long a flapping receiver stays as it is, in ms. */
const flapsEveryMs = 10_000
const slowAnswerMs = 1_200

export interface Receiver {
  manner: Manner
  url: string
  /** The time (epoch milliseconds) of the first accepted request of each event, by `webhook-id`. */
  accepted: Map<string, number>
  /** All requests. */
  requests: number
}

/** Receivers of webhooks on a free local port, one for each entry of `manners`. */
export async function startReceivers(manners: Manner[]) {
  const startedAt = Date.now()
  const receivers: Receiver[] = []
  const answer = async (receiver: Receiver, response: ServerResponse): Promise<boolean> => {
    if (receiver.manner === 'dead') return false
    if (receiver.manner === 'slow') await sleep(slowAnswerMs)
    const fails = receiver.manner === 'flapping' && Math.floor((Date.now() - startedAt) / flapsEveryMs) % 2 === 0
    response.writeHead(fails ? 500 : 204).end()
    return !fails
  }
  const server = createServer(async (request, response) => {
    const at = Date.now()
    const receiver = receivers[Number(request.url!.slice(1))]!
    receiver.requests += 1
    request.resume()
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
