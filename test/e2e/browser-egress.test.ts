import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import { startEgress } from '@edgesweep/infra/local/egress/start-egress.ts'
import { openHome } from '@edgesweep/infra/local/home.ts'
import puppeteer from 'puppeteer-core'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { serve } from '../support/serve.ts'

const root = resolve(import.meta.dirname, '../..')

/** The Chromium of a local run. It connects only through `proxy`, even to this machine's own addresses. */
async function browserBehind(proxy: string) {
  const profile = mkdtempSync(join(tmpdir(), 'edgesweep-e2e-'))
  const browser = await puppeteer.launch({
    executablePath: chromeCommand(openHome(join(root, '.edgesweep'))),
    userDataDir: profile,
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking'],
  })
  onTestFinished(async () => {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  })
  return browser.createBrowserContext({ proxyServer: proxy, proxyBypassList: ['<-loopback>'] })
}

test('a browser behind the egress reaches the allowed hosts by HTTP and WebSocket, and no private address by any name', async () => {
  const reached: string[] = []
  const inside = await serve((request, response) => {
    reached.push(`${request.headers.host}${request.url}`)
    response.setHeader('access-control-allow-origin', '*').end('inside')
  })
  const port = inside.host.split(':')[1]
  const shop = await serve((request, response) => {
    if (request.url === '/redirect')
      return response.writeHead(302, { location: `http://rebound.example.com:${port}/` }).end()
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p id="milk">milk</p>')
  })
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(sockets, 'listening')
  onTestFinished(() => {
    for (const client of sockets.clients) client.terminate()
    sockets.close()
  })
  sockets.on('connection', (socket) => socket.send('offers'))
  const socketHost = `127.0.0.1:${(sockets.address() as { port: number }).port}`
  const lookups: string[] = []
  const egress = await startEgress({
    host: '127.0.0.1',
    port: 0,
    allowed: [shop.host, socketHost],
    lookup: async (name) => {
      lookups.push(name)
      return name === 'mixed.example.com' ? ['8.8.8.8', '127.0.0.1'] : ['127.0.0.1']
    },
  })
  onTestFinished(() => egress.close())
  const page = await (await browserBehind(egress.proxy)).newPage()

  expect((await page.goto(shop.origin))?.status()).toBe(200)
  expect(await page.$eval('#milk', (element) => element.textContent)).toBe('milk')
  const heard = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url)
        socket.onmessage = ({ data }) => resolve(data)
        socket.onerror = () => resolve('error')
      }),
    `ws://${socketHost}/`,
  )
  expect(heard).toBe('offers')

  const hosts = ['127.0.0.1', 'localhost', '[::1]', '169.254.169.254', 'rebound.example.com', 'mixed.example.com']
  const outcomes = await page.evaluate(
    async (targets) => {
      const outcome = (url: string) =>
        url.startsWith('ws')
          ? new Promise<string>((resolve) => {
              const socket = new WebSocket(url)
              socket.onopen = () => resolve('open')
              socket.onerror = () => resolve('error')
            })
          : fetch(url).then(
              (response) => response.text(),
              () => 'error',
            )
      return Promise.all([...targets.map((url) => outcome(url)), outcome('/redirect')])
    },
    hosts.flatMap((host) => ['http', 'https', 'ws', 'wss'].map((scheme) => `${scheme}://${host}:${port}/`)),
  )
  expect(outcomes).toEqual(outcomes.map(() => 'error'))
  const refused = await page.goto(`http://rebound.example.com:${port}/`)
  expect([refused?.status(), refused?.headers()['proxy-status']]).toEqual([
    403,
    'edgesweep; error=destination_ip_prohibited',
  ])
  expect(new Set(lookups)).toEqual(new Set(['rebound.example.com', 'mixed.example.com']))
  expect(reached).toEqual([])
})
