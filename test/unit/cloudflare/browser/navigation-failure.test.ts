import { type Heard, navigationFailure } from '@edgesweep/cloudflare/browser/navigation-failure.ts'
import { expect, test } from 'vitest'

const url = 'https://shop.example/menu'
const timeout = Object.assign(new Error('Navigation timeout of 15000 ms exceeded'), { name: 'TimeoutError' })
const net = (code: string) => new Error(`net::ERR_${code} at ${url}`)

const nameOf = async (error: unknown, heard: Heard = 'nothing', resolve = async (_: string) => ['93.184.216.34']) =>
  (await navigationFailure(error, { url, failedUrl: 'https://www.shop.example/', heard, resolve })).name

test.each([
  ['INTERNET_DISCONNECTED', 'Away'],
  ['NETWORK_CHANGED', 'Away'],
  ['PROXY_CONNECTION_FAILED', 'Away'],
  ['OUT_OF_MEMORY', 'Away'],
  ['TUNNEL_CONNECTION_FAILED', 'Unreached'],
  ['ADDRESS_UNREACHABLE', 'Unreached'],
  ['CONNECTION_REFUSED', 'NoAnswer'],
  ['CONNECTION_RESET', 'NoAnswer'],
  ['CONNECTION_TIMED_OUT', 'NoAnswer'],
  ['EMPTY_RESPONSE', 'NoAnswer'],
  ['CERT_DATE_INVALID', 'NoAnswer'],
  ['SSL_PROTOCOL_ERROR', 'NoAnswer'],
  ['ABORTED', 'UnusableAnswer'],
  ['TOO_MANY_REDIRECTS', 'UnusableAnswer'],
])('net::ERR_%s is %s', async (code, name) => {
  expect(await nameOf(net(code))).toBe(name)
})

test.each([
  { addresses: [], name: 'DomainTrouble' },
  { addresses: ['93.184.216.34'], name: 'Away' },
])(
  'a name that the browser cannot resolve, and that has the addresses $addresses, is $name',
  async ({ addresses, name }) => {
    const asked: string[] = []
    const resolve = async (host: string) => {
      asked.push(host)
      return addresses
    }
    expect(await nameOf(net('NAME_NOT_RESOLVED'), 'redirected', resolve)).toBe(name)
    expect(asked, 'the name of the address that failed').toEqual(['www.shop.example'])
  },
)

test('a name that neither the browser nor the resolver can resolve is our fault', async () => {
  const away = async () => {
    throw Object.assign(new Error('no answer'), { name: 'Away' })
  }
  expect(await nameOf(net('NAME_NOT_RESOLVED'), 'nothing', away)).toBe('Away')
})

test.each([
  ['nothing', timeout, 'Unreached'],
  ['redirected', timeout, 'DomainTrouble'],
  ['redirected', net('CONNECTION_REFUSED'), 'DomainTrouble'],
  ['redirected', net('TUNNEL_CONNECTION_FAILED'), 'DomainTrouble'],
  ['answered', timeout, 'UnusableAnswer'],
  ['answered', net('CONNECTION_CLOSED'), 'UnusableAnswer'],
] as Array<[Heard, Error, string]>)('after "%s", %s is %s', async (heard, error, name) => {
  expect(await nameOf(error, heard)).toBe(name)
})

test.each([
  'Protocol error (Page.navigate): Target closed',
  'Navigating frame was detached',
  'Session closed. Most likely the page has been closed.',
])('"%s" does not prove that the browser is away', async (message) => {
  expect(await nameOf(new Error(message))).toBe('Error')
})
