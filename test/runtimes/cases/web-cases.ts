import { deepEqual, equal, rejects } from 'node:assert/strict'
import { mintApiKey } from '@edgesweep/core/api-key/mint-api-key.ts'
import type { DomainPermits } from '@edgesweep/core/context.ts'
import { noUsage } from '@edgesweep/core/endings/usage.ts'
import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { sha256Hex } from '@edgesweep/core/sha256.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { checkTarget } from '@edgesweep/core/visit/check-target.ts'
import { fetchPage } from '@edgesweep/core/visit/fetch-page.ts'
import { postDelivery } from '@edgesweep/core/webhook/post-delivery.ts'
import type { Case } from './case.ts'

const settings = settingsFrom({ ALLOWED_TARGETS: '127.0.0.1:8788, [::1]:80' })

const refused = [
  'http://127.0.0.1/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://127.0.0.1:8789/',
  'http://[::ffff:127.0.0.1]/',
  'http://[fd00::1]/',
  'http://169.254.169.254/latest/meta-data',
  'http://10.1.2.3/',
  'http://localhost/',
  'http://LOCALHOST./',
  'http://db.internal/',
  'http://user:pass@shop.example.com/',
  'file:///etc/passwd',
  'http:\\\\127.0.0.1\\',
  '//shop.example.com/',
]
const accepted = [
  'https://shop.example.com/a b?c=d',
  'http://127.0.0.1:8788/x',
  'http://[::1]/',
  'https://bücher.example.com/',
]

const answers = (responses: Response[]): typeof fetch => {
  const rest = responses.values()
  return async () => rest.next().value!
}

const moved = (location: string) => new Response(null, { status: 301, headers: { location } })
const noRobots = () => new Response('', { status: 404 })

const resolve = async () => ['93.184.216.34']

/** Reads a page from these answers in order. The first one is its robots.txt. */
function read(address: string, responses: Response[]) {
  const files = new Map<string, ReturnType<DomainPermits['robots']>>()
  const domains: DomainPermits = {
    ask: async () => ({ ok: true, token: 'permit' }),
    renew: async () => {},
    giveBack: async () => 0,
    robots: (_, origin, fetchFile) => files.get(origin) ?? files.set(origin, fetchFile()).get(origin)!,
  }
  const ctx = { settings, resolve, domains, fetch: answers(responses), clock: systemClock }
  return fetchPage(ctx, address, 'bulk', noUsage())
}

export const webCases: Case[] = [
  {
    name: 'target: private, local and odd addresses are refused',
    run() {
      const passed = refused.filter((address) => {
        try {
          checkTarget(address, settings.allowedTargets)
          return true
        } catch (error) {
          return !(error instanceof EdgesweepError && error.code === 'target_refused')
        }
      })
      deepEqual(passed, [])
    },
  },
  {
    name: 'target: public addresses and those allowed by name are accepted',
    run: () => accepted.map((address) => checkTarget(address, settings.allowedTargets).href),
  },
  {
    name: 'fetch: a redirect into a private network is refused',
    run: () =>
      rejects(read('https://shop.example.com/', [noRobots(), moved('http://10.0.0.1/')]), { code: 'target_refused' }),
  },
  {
    name: 'fetch: a redirect is followed and the body is read as text',
    async run() {
      const body = new Response('<p>Crème</p>', { headers: { 'content-type': 'text/html; charset=utf-8' } })
      const page = await read('https://shop.example.com/old', [noRobots(), moved('/new'), body])
      equal(page.url, 'https://shop.example.com/new')
      equal(page.body, '<p>Crème</p>')
      return page
    },
  },
  {
    name: 'fetch: a page that robots.txt disallows is not requested',
    run: () =>
      rejects(read('https://shop.example.com/menu', [new Response('User-agent: *\nDisallow: /menu')]), {
        code: 'disallowed',
      }),
  },
  {
    name: 'fetch: an endless robots.txt is cut, and the rules before the cut apply',
    run() {
      const encoder = new TextEncoder()
      const pieces = [
        'User-agent: *\nDisallow: /menu\n',
        ...Array<string>(40).fill(`# ${'x'.repeat(65_536)}\n`),
      ].values()
      const endless = new ReadableStream<Uint8Array>({
        pull(controller) {
          controller.enqueue(encoder.encode(pieces.next().value ?? '# and on\n'))
        },
      })
      return rejects(read('https://shop.example.com/menu', [new Response(endless)]), { code: 'disallowed' })
    },
  },
  {
    // This vector is from the tests of the Standard Webhooks libraries.
    name: 'webhook: a delivery carries the signature of the Standard Webhooks scheme',
    async run() {
      let sent = new Headers()
      const clock = { now: () => 1_614_265_330_000, sleep: async () => {} }
      const catcher = (async (_url, init) => {
        sent = new Headers(init?.headers)
        return new Response(null, { status: 204 })
      }) as typeof fetch
      const attempt = await postDelivery(
        { settings, clock, resolve, fetch: catcher },
        {
          eventId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
          url: 'https://hooks.example.com/',
          secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
          body: '{"test": 2432232314}',
          sequence: 7,
        },
      )
      equal(attempt.statusCode, 204)
      equal(sent.get('webhook-timestamp'), '1614265330')
      equal(sent.get('webhook-signature'), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
      return [...sent.entries()].sort()
    },
  },
  {
    name: 'API key: it fits into a header and is identified by its SHA-256',
    async run() {
      equal(await sha256Hex('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
      const { key, webhookSecret } = mintApiKey()
      equal(/^esk_[\w-]{32}$/.test(key) && /^whsec_[\w+/]{32}$/.test(webhookSecret), true)
    },
  },
]
