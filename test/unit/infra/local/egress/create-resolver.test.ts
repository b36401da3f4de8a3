import type { Resolve } from '@edgesweep/core/context.ts'
import { createResolver } from '@edgesweep/infra/local/egress/create-resolver.ts'
import { expect, test } from 'vitest'

async function ask(query: string, lookup: Resolve) {
  const response = await createResolver(lookup).request(`/dns-query?${query}`)
  expect(response.headers.get('content-type')).toBe('application/dns-json')
  return response.json()
}

const shop: Resolve = async (name) => (name === 'shop.example.com' ? ['10.1.2.3', '8.8.8.8', 'fd00::1'] : [])
const record = { name: 'shop.example.com', TTL: 5 }

test('the resolver answers A with IPv4 and AAAA with IPv6 addresses, private ones included', async () => {
  expect(await ask('name=shop.example.com&type=A', shop)).toEqual({
    Status: 0,
    Answer: [
      { ...record, type: 1, data: '10.1.2.3' },
      { ...record, type: 1, data: '8.8.8.8' },
    ],
  })
  expect(await ask('name=shop.example.com&type=AAAA', shop)).toEqual({
    Status: 0,
    Answer: [{ ...record, type: 28, data: 'fd00::1' }],
  })
})

test('a name that has only addresses of the other family resolves to an empty answer', async () => {
  expect(await ask('name=shop.example.com&type=AAAA', async () => ['8.8.8.8'])).toEqual({ Status: 0, Answer: [] })
})

test('an unknown name is answered with "no such name"', async () => {
  expect(await ask('name=gone.example.com&type=A', shop)).toMatchObject({ Status: 3 })
})

test('a failed lookup is answered with "server failure"', async () => {
  const failing = () => Promise.reject(new Error('getaddrinfo EAI_AGAIN'))
  expect(await ask('name=shop.example.com&type=A', failing)).toEqual({ Status: 2, Comment: 'getaddrinfo EAI_AGAIN' })
})

test.each(['', 'name=&type=A', 'name=shop.example.com&type=TXT'])(
  'the resolver answers 400 to the query "%s"',
  async (query) => {
    const lookups: string[] = []
    const response = await createResolver(async (name) => lookups.splice(0, 0, name)).request(`/dns-query?${query}`)
    expect(response.status).toBe(400)
    expect(lookups).toEqual([])
  },
)
