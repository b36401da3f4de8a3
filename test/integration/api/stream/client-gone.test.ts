import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, test } from 'vitest'
import { eventually } from '../../../support/eventually.ts'
import { startWorker } from '../../../support/start-worker.ts'

let miniflare: Miniflare
let url: URL

beforeAll(async () => {
  miniflare = await startWorker(join(import.meta.dirname, 'stream-worker.js'), {
    name: 'streams',
    durableObjects: { JOB: { className: 'Job', useSQLite: true } },
  })
  url = await miniflare.ready
})
afterAll(() => miniflare?.dispose())

const sendEvent = () => fetch(new URL('/send', url))
const open = async () => (await fetch(new URL('/open', url))).json()
const openAre = (count: number) =>
  eventually(`${count} sockets are open`, async () => (await open()) === count, { every: 20 })

/** A client that has received its first event. */
async function subscribe(): Promise<{ socket: Socket; got(): string }> {
  const socket = connect(Number(url.port), url.hostname)
  let got = ''
  socket.on('data', (data) => {
    got += data
  })
  socket.on('error', () => {})
  socket.write('GET /events HTTP/1.1\r\nhost: streams\r\n\r\n')
  await eventually('the first event', () => got.includes('event: job.item'))
  return { socket, got: () => got }
}

test("a client that resets its connection closes its job's socket at once", async () => {
  const { socket } = await subscribe()
  await openAre(1)
  socket.resetAndDestroy()
  await openAre(0)
})

test('a vanished client is noticed at the next event, and other clients receive that event', async () => {
  const [gone, stays] = [await subscribe(), await subscribe()]
  await openAre(2)
  gone.socket.destroy()
  await sendEvent()
  await eventually('the event arrives', () => stays.got().split('event: job.item').length === 3)
  await sendEvent()
  await openAre(1)
  stays.socket.resetAndDestroy()
  await openAre(0)
})
