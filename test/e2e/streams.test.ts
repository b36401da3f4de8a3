import { join } from 'node:path'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import puppeteer from 'puppeteer-core'
import { afterAll, expect, test } from 'vitest'
import { serve } from '../support/serve.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask } from '../support/stack/stack-client.ts'

const { stack, guests } = await openStack({ guests: 1 })
const { origin } = await serve((_, response) => response.end('<!doctype html>'), afterAll, guests[0])

test('a page of an allowed origin follows a cart by EventSource and WebSocket until its end, and another origin is refused', async () => {
  const browser = await puppeteer.launch({ executablePath: chromeCommand({ cache: join(stack.home, 'cache') }) })
  try {
    const page = await browser.newPage()
    await page.goto(origin)
    const seen = await page.evaluate(followCart, stack.api, stack.key)
    const all = [1, 2, 3, 4, 5]
    expect(seen).toEqual({ byEvents: all, bySocket: all, code: 1000, last: 'job.completed' })

    const { body } = await ask(stack, 'GET', '/v1/jobs')
    expect(body.data.length).toBeGreaterThan(0)
    await page.goto(origin.replace('127.0.0.1', 'localhost'))
    const refused = await page.evaluate(
      (api, key) =>
        fetch(`${api}/v1/jobs`, { headers: { authorization: `Bearer ${key}` } }).then(
          () => 'answered',
          () => 'refused',
        ),
      stack.api,
      stack.key,
    )
    expect(refused).toBe('refused')
  } finally {
    await browser.close()
  }
})

/** Runs in the page. Returns the events of a cart of three terms after both streams have ended. */
async function followCart(api: string, key: string) {
  const post = async (path: string, body?: object) => {
    const response = await fetch(`${api}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { body: await response.json(), location: response.headers.get('location') }
  }
  const cart = await post('/v1/jobs', { kind: 'cart', items: ['milk', 'eggs', 'bread'], zipcode: '10001' })
  const { token } = (await post(`${cart.location}/stream-token`)).body
  const address = `${api}${cart.location}/events?token=${token}`

  const events = new EventSource(address)
  const byEvents: number[] = []
  let last = ''
  for (const kind of ['job.started', 'job.item', 'job.completed']) {
    events.addEventListener(kind, (event) => {
      byEvents.push(Number(event.lastEventId))
      last = event.type
    })
  }
  const eventsEnd = new Promise<void>((resolve) => {
    events.onerror = () => {
      if (events.readyState === EventSource.CLOSED) resolve()
    }
  })

  const socket = new WebSocket(address.replace('http', 'ws'))
  const bySocket: number[] = []
  socket.onmessage = ({ data }) => bySocket.push(JSON.parse(data).seq)
  const code = await new Promise<number>((resolve) => {
    socket.onclose = (event) => resolve(event.code)
  })
  await eventsEnd
  return { byEvents, bySocket, code, last }
}
