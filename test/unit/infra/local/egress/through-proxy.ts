import { once } from 'node:events'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type EgressOptions, startEgress } from '@edgesweep/infra/local/egress/start-egress.ts'
import { onTestFinished } from 'vitest'

/** An egress on a free port until the test's end, and what its lookup was asked. Names are resolved by `names`, in turn where there are several answers. */
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

/** Asks a proxy for `url` as a browser does for plain http: the whole URL is the path. */
export async function get(proxy: string, url: string, headers: Record<string, string> = {}): Promise<Answer> {
  const asking = request(proxy, { path: url, headers: { host: 'any', ...headers }, agent: false }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  return { status: response.statusCode!, headers: response.headers, body: await text(response) }
}

/** Asks a proxy for a tunnel to `authority`. */
export async function connect(proxy: string, authority: string): Promise<{ answer: IncomingMessage; socket: Socket }> {
  const asking = request(proxy, { method: 'CONNECT', path: authority, agent: false }).end()
  const [answer, socket] = (await once(asking, 'connect')) as [IncomingMessage, Socket]
  onTestFinished(() => void socket.destroy())
  return { answer, socket }
}
