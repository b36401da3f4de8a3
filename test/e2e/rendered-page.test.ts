import type { RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { serve } from '../support/serve.ts'
import { openStack } from '../support/stack/open-stack.ts'
import { ask, endedJob } from '../support/stack/stack-client.ts'

/** A page that tries to reach `inside` in every way a browser has, and then shows `done`. */
const hostilePage = (inside: string) => `<html><head>
  <script type="speculationrules">{"prefetch":[{"source":"list","urls":["http://${inside}/speculation"]}]}</script>
</head><body>
  <a id="link" href="http://${inside}/blank" target="_blank">x</a>
  <iframe src="http://${inside}/frame"></iframe><iframe src="/redirect"></iframe>
  <script>
    const attempt = (way) => { try { way() } catch {} }
    const blob = (code) => URL.createObjectURL(new Blob([code]))
    const fetching = (path) => "fetch('http://${inside}/" + path + "',{mode:'no-cors'})"
    attempt(() => fetch('http://${inside}/fetch', { mode: 'no-cors' }).catch(() => {}))
    attempt(() => fetch('/redirect', { mode: 'no-cors' }).catch(() => {}))
    attempt(() => navigator.sendBeacon('http://${inside}/beacon', 'x'))
    attempt(() => new EventSource('http://${inside}/events'))
    attempt(() => new WebSocket('ws://${inside}/socket'))
    attempt(() => new Worker(blob(fetching('worker') + ";new WebSocket('ws://${inside}/worker-socket')")))
    attempt(() => new SharedWorker(blob(fetching('shared-worker'))))
    attempt(() => navigator.serviceWorker.register('/service-worker.js'))
    attempt(() => window.open('http://${inside}/window'))
    attempt(() => link.click())
    attempt(() => {
      const peer = new RTCPeerConnection({ iceServers: [{ urls: 'turn:${inside}?transport=tcp', username: 'a', credential: 'b' }] })
      peer.createDataChannel('x')
      peer.createOffer().then((offer) => peer.setLocalDescription(offer))
    })
    setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<p id="done">done</p>'), 1500)
  </script>
</body></html>`

const { stack, guests } = await openStack({ guests: 1 })

test('a page in the browser reaches no private address, and a job with a page that never answers ends in time', async () => {
  const reached: string[] = []
  const inside = await serve((request, response) => {
    reached.push(request.url ?? '')
    response.setHeader('access-control-allow-origin', '*').end()
  })
  const listener: RequestListener = (request, response) => {
    if (request.url === '/redirect') return response.writeHead(302, { location: `${inside.origin}/redirected` }).end()
    if (request.url === '/service-worker.js') {
      return response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`fetch('${inside.origin}/service-worker',{mode:'no-cors'})`)
    }
    response.writeHead(200, { 'content-type': 'text/html' })
    const spins = `<script>addEventListener('DOMContentLoaded', () => { while (true); })</script>`
    return response.end(request.url === '/spins' ? spins : hostilePage(inside.host))
  }
  const outside = await serve(listener, onTestFinished, guests[0])
  const pageJob = async (path: string) => {
    const { body } = await ask(stack, 'POST', '/v1/jobs', {
      kind: 'page',
      url: outside.origin + path,
      site: 'selectors',
      options: { render: true, waitFor: path === '/spins' ? undefined : '#done', page: { name: { css: '#done' } } },
    })
    return body.id as string
  }
  const spinning = await pageJob('/spins')
  const hostile = await pageJob('/')
  await eventually('the hostile page is read', () => endedJob(stack, hostile))
  const { body } = await ask(stack, 'GET', `/v1/jobs/${hostile}/results`)
  expect(body.data[0].result.name).toEqual({ state: 'found', value: 'done' })
  expect(reached).toEqual([])
  await ask(stack, 'DELETE', `/v1/jobs/${spinning}`)
  expect(
    await eventually('the spinning page has ended', () => endedJob(stack, spinning), { within: 60_000 }),
  ).toBeTruthy()
})
