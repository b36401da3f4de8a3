import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type EgressOptions, startEgress } from '@edgesweep/infra/local/egress/start-egress.ts'
import { onTestFinished } from 'vitest'

/** An egress on a free port until the test's end. `names` has the answers of each lookup, in turn; `asked` lists the lookups. */
export async function egressWith(names: Record<string, string[][]>, options: Partial<EgressOptions> = {}) {
  const asked: string[] = []
  const lookup = async (name: string) => {
    const answers = names[name] ?? []
    asked.push(name)
    const turn = asked.filter((one) => one === name).length
    return answers[Math.min(turn, answers.length) - 1] ?? []
  }
  const egress = await startEgress({ host: '127.0.0.1', port: 0, allowed: [], lookup, ...options })
  onTestFinished(() => egress.close())
  return { ...egress, asked }
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

/** Requests `url` through a proxy, as a browser does for plain http: the path is the whole URL. */
export async function get(proxy: string, url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = request(proxy, { path: url, headers: { host: 'any', ...headers }, agent: false }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode!, headers: response.headers, body: await text(response) }
}

/** Opens a tunnel to `authority` through a proxy. */
export async function connect(proxy: string, authority: string): Promise<{ answer: IncomingMessage; socket: Socket }> {
  const sent = request(proxy, { method: 'CONNECT', path: authority, agent: false }).end()
  const [answer, socket] = (await once(sent, 'connect')) as [IncomingMessage, Socket]
  onTestFinished(() => void socket.destroy())
  return { answer, socket }
}
