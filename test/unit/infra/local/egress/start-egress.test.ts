import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect as connectTo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { resolveOverHttps } from '@edgesweep/core/visit/resolve-over-https.ts'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { serve } from '../../../../support/serve.ts'
import { connect, egressWith, get } from './through-proxy.ts'

/** A server on this machine that a page must not reach. `reached` lists the requests that reached it. */
async function inside() {
  const reached: string[] = []
  const server = await serve((asked, response) => {
    reached.push(`${asked.method} ${asked.url}`)
    response.end('inside')
  })
  return { ...server, port: server.host.split(':')[1]!, reached }
}

/** Records the addresses outside this machine to which this process connects until the test's end. Each connection is closed at once. */
function dialled(): string[] {
  const addresses: string[] = []
  const onSocket = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    socket.on('connectionAttempt', (address: string) => {
      if (address.startsWith('127.')) return
      addresses.push(address)
      queueMicrotask(() => socket.destroy(new Error('recorded')))
    })
  }
  subscribe('net.client.socket', onSocket)
  onTestFinished(() => void unsubscribe('net.client.socket', onSocket))
  return addresses
}

test('the proxy forwards a request and its answer with body and headers', async () => {
  const { origin, host } = await serve(async (asked, response) => {
    response.writeHead(201, { 'x-town': 'yes' }).end(`${asked.method} ${asked.url} ${await text(asked)}`)
  })
  const { proxy } = await egressWith({}, { allowed: [host] })
  const asking = request(proxy, { method: 'POST', path: `${origin}/cart?x=1`, agent: false }).end('milk')
  const [response] = await once(asking, 'response')
  expect(response.statusCode).toBe(201)
  expect(response.headers['x-town']).toBe('yes')
  expect(await text(response)).toBe('POST /cart?x=1 milk')
})

test('the proxy forwards the bytes of a tunnel', async () => {
  const { host } = await serve((asked, response) => response.end(`tunnelled ${asked.url}`))
  const { proxy } = await egressWith({}, { allowed: [host] })
  const { answer, socket } = await connect(proxy, host)
  expect(answer.statusCode).toBe(200)
  socket.write(`GET /menu HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`)
  expect(await text(socket)).toContain('tunnelled /menu')
})

test("a WebSocket works through the proxy's tunnel", async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(`heard ${data}`)))
  const target = `127.0.0.1:${(server.address() as { port: number }).port}`
  const { proxy } = await egressWith({}, { allowed: [target] })
  const { socket } = await connect(proxy, target)
  const client = new WebSocket(`ws://${target}/`, { createConnection: () => socket })
  await once(client, 'open')
  client.send('milk')
  const [data] = await once(client, 'message')
  expect(String(data)).toBe('heard milk')
  client.terminate()
})

test('the proxy refuses a private address in every notation, without a lookup', async () => {
  const { port, reached } = await inside()
  const { proxy, asked } = await egressWith({})
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '0.0.0.0',
    '%31%32%37.0.0.1',
    '[::1]',
    '[::]',
  ]
  for (const host of [
    ...hosts,
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    'localhost',
    'LocalHost.',
  ]) {
    const plain = await get(proxy, `http://${host}:${port}/`)
    expect([host, plain.status, plain.headers['proxy-status']]).toEqual([
      host,
      403,
      'edgesweep; error=destination_ip_prohibited',
    ])
    const { answer } = await connect(proxy, `${host}:${port}`)
    expect([host, answer.statusCode]).toEqual([host, 403])
  }
  expect(reached).toEqual([])
  expect(asked).toEqual([])
})

test.each(['169.254.169.254', 'metadata.google.internal', '[fd00:ec2::254]', '100.100.100.200'])(
  'the proxy refuses the metadata service %s',
  async (host) => {
    const { proxy, asked } = await egressWith({ 'metadata.google.internal': [['8.8.8.8']] })
    expect((await get(proxy, `http://${host}/latest/`)).status).toBe(403)
    expect((await connect(proxy, `${host}:80`)).answer.statusCode).toBe(403)
    expect(asked).toEqual([])
  },
)

test.each([
  ['a private address', ['127.0.0.1']],
  ['a private address of IPv6', ['::1']],
  ['a wrapped private address', ['::ffff:127.0.0.1']],
  ['public addresses and then a private one', ['8.8.8.8', '127.0.0.1']],
  ['a private address and then public ones', ['127.0.0.1', '2606:4700:4700::1111']],
])('the proxy refuses a name that resolves to %s, and connects nowhere', async (_, addresses) => {
  const { port, reached } = await inside()
  const dials = dialled()
  const { proxy, asked } = await egressWith({ 'shop.example.com': [addresses] })
  const { status, body } = await get(proxy, `http://shop.example.com:${port}/`)
  expect([status, body]).toEqual([403, 'shop.example.com resolves to an address that is not on the public internet\n'])
  expect((await connect(proxy, `shop.example.com:${port}`)).answer.statusCode).toBe(403)
  expect(asked).toEqual(['shop.example.com', 'shop.example.com'])
  expect(reached).toEqual([])
  expect(dials).toEqual([])
})

// 3ffe::/16 counts as public, but has not been routed since the end of the 6bone (RFC 3701).
test('the proxy connects to the checked address, even if the name turns private after the check', async () => {
  const { port, reached } = await inside()
  const dials = dialled()
  const { proxy, asked } = await egressWith({
    'plain.example.com': [['3ffe::1'], ['127.0.0.1']],
    'tunnel.example.com': [['3ffe::2'], ['127.0.0.1']],
  })
  expect((await get(proxy, `http://plain.example.com:${port}/`)).body).not.toBe('inside')
  const tunnel = request(proxy, { method: 'CONNECT', path: `tunnel.example.com:${port}`, agent: false }).end()
  await once(tunnel, 'error')
  expect(dials).toEqual(['3ffe::1', '3ffe::2'])
  expect(asked).toEqual(['plain.example.com', 'tunnel.example.com'])
  expect(reached).toEqual([])
  // The next request is checked again and sees the change.
  expect((await get(proxy, `http://plain.example.com:${port}/`)).status).toBe(403)
})

test("the proxy connects to the address from lookup, not to the machine's own resolution", async () => {
  const { port, reached } = await inside()
  const { proxy, asked } = await egressWith(
    { 'shop.example.com': [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']] },
    { allowed: [`shop.example.com:${port}`] },
  )
  expect(await get(proxy, `http://shop.example.com:${port}/1`)).toMatchObject({ status: 200, body: 'inside' })
  expect((await get(proxy, `http://shop.example.com:${port}/2`)).status).toBeGreaterThanOrEqual(500)
  const { socket } = await connect(proxy, `SHOP.example.com:${port}`)
  socket.write('GET /3 HTTP/1.1\r\nhost: shop.example.com\r\nconnection: close\r\n\r\n')
  expect(await text(socket)).toContain('inside')
  expect(reached).toEqual(['GET /1', 'GET /3'])
  expect(asked).toHaveLength(3)
})

test('the proxy connects to an address in an unusual notation', async () => {
  const { host, port, reached } = await inside()
  const { proxy, asked } = await egressWith({}, { allowed: [host] })
  expect((await get(proxy, `http://2130706433:${port}/1`)).body).toBe('inside')
  const { socket } = await connect(proxy, `0x7f.1:${port}`)
  socket.write('GET /2 HTTP/1.1\r\nhost: any\r\nconnection: close\r\n\r\n')
  expect(await text(socket)).toContain('inside')
  expect(reached).toEqual(['GET /1', 'GET /2'])
  expect(asked).toEqual([])
})

test('an allowed private host:port is reachable, but not its other ports and names', async () => {
  const [shop, other] = [await inside(), await inside()]
  const names = { 'a.test': [['127.0.0.1']], 'shop.example.com': [['127.0.0.1']] }
  const { proxy } = await egressWith(names, { allowed: [shop.host, `a.test:${shop.port}`] })
  for (const host of [shop.host, `a.test:${shop.port}`]) {
    expect((await get(proxy, `http://${host}/`)).body).toBe('inside')
    expect((await connect(proxy, host)).answer.statusCode).toBe(200)
  }
  for (const host of [other.host, `a.test:${other.port}`, `shop.example.com:${shop.port}`, `localhost:${shop.port}`]) {
    expect((await get(proxy, `http://${host}/`)).status).toBe(403)
    expect((await connect(proxy, host)).answer.statusCode).toBe(403)
  }
  expect(other.reached).toEqual([])
})

test('a Host header does not change the target of a request', async () => {
  const { host, reached } = await inside()
  const { proxy } = await egressWith({ 'shop.example.com': [['10.0.0.1']] }, { allowed: [host] })
  expect((await get(proxy, 'http://shop.example.com/', { host })).status).toBe(403)
  expect(reached).toEqual([])
})

test('the proxy refuses credentials in a URL', async () => {
  const { host, reached } = await inside()
  const { proxy } = await egressWith({}, { allowed: [host] })
  expect((await get(proxy, `http://me:pw@${host}/`)).status).toBe(403)
  expect(reached).toEqual([])
})

test('the proxy answers 502 with the reason to a name without an address and to a failed lookup', async () => {
  const { proxy } = await egressWith({})
  expect(await get(proxy, 'http://gone.example.com/')).toMatchObject({
    status: 502,
    headers: { 'proxy-status': 'edgesweep; error=dns_error' },
    body: 'gone.example.com has no address\n',
  })
  expect((await connect(proxy, 'gone.example.com:443')).answer.statusCode).toBe(502)
  const failing = await egressWith({}, { lookup: () => Promise.reject(new Error('getaddrinfo EAI_AGAIN')) })
  expect(await get(failing.proxy, 'http://shop.example.com/')).toMatchObject({
    status: 502,
    body: 'getaddrinfo EAI_AGAIN\n',
  })
})

test('the proxy refuses other protocols', async () => {
  const { proxy } = await egressWith({})
  for (const url of ['ftp://shop.example.com/', 'https://shop.example.com/', 'shop.example.com'])
    expect((await get(proxy, url)).status).toBe(400)
})

test('the resolver of the egress returns the addresses from lookup', async () => {
  const { resolver } = await egressWith({ 'shop.example.com': [['8.8.8.8', '10.0.0.1', '2606:4700:4700::1111']] })
  const resolve = resolveOverHttps({ fetch, endpoint: resolver, now: () => 0 })
  expect(await resolve('shop.example.com')).toEqual(['8.8.8.8', '10.0.0.1', '2606:4700:4700::1111'])
  expect(await resolve('gone.example.com')).toEqual([])
})

test('the proxy and its resolver cannot be reached through the proxy', async () => {
  const { proxy, resolver } = await egressWith({})
  expect((await get(proxy, `${resolver}?name=shop.example.com&type=A`)).status).toBe(403)
  expect((await connect(proxy, new URL(proxy).host)).answer.statusCode).toBe(403)
})

test('the proxy does not connect for a caller that disconnected during the lookup', async () => {
  const { port } = await inside()
  const dials = dialled()
  const [looking, found] = [Promise.withResolvers<void>(), Promise.withResolvers<string[]>()]
  const lookup = (name: string) => {
    if (name === 'next.example.com') return Promise.resolve(['3ffe::2'])
    looking.resolve()
    return found.promise
  }
  const { proxy } = await egressWith({}, { lookup })
  const { hostname, port: proxyPort } = new URL(proxy)
  const caller = connectTo(Number(proxyPort), hostname)
  caller.write(`CONNECT shop.example.com:${port} HTTP/1.1\r\n\r\n`)
  await looking.promise
  caller.resetAndDestroy()
  // By the time the second caller is served, the proxy has noticed the first one's end.
  await expect(connect(proxy, `next.example.com:${port}`)).rejects.toThrow()
  found.resolve(['3ffe::1'])
  await expect(connect(proxy, `next.example.com:${port}`)).rejects.toThrow()
  expect(dials).toEqual(['3ffe::2', '3ffe::2'])
})

test('closing the egress ends open connections and frees the port', async () => {
  const { host } = await serve((_, response) => void response.write('never ends'))
  const { proxy, close } = await egressWith({}, { allowed: [host] })
  const { socket } = await connect(proxy, host)
  socket.on('error', () => {}).resume()
  await Promise.all([once(socket, 'close'), close()])
  const { hostname, port } = new URL(proxy)
  await expect(once(connectTo(Number(port), hostname), 'connect')).rejects.toThrow('ECONNREFUSED')
})
