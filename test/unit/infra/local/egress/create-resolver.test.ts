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

test('each family is answered with its own addresses, private ones too', async () => {
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

test('a name with addresses of the other family alone exists', async () => {
  expect(await ask('name=shop.example.com&type=AAAA', async () => ['8.8.8.8'])).toEqual({ Status: 0, Answer: [] })
})

test('a name that the machine does not know does not exist', async () => {
  expect(await ask('name=gone.example.com&type=A', shop)).toMatchObject({ Status: 3 })
})

test('a lookup that fails is a failure of the server, not a missing name', async () => {
  const failing = () => Promise.reject(new Error('getaddrinfo EAI_AGAIN'))
  expect(await ask('name=shop.example.com&type=A', failing)).toEqual({ Status: 2, Comment: 'getaddrinfo EAI_AGAIN' })
})

test.each(['', 'name=&type=A', 'name=shop.example.com&type=TXT'])('"%s" is no question', async (query) => {
  const asked: string[] = []
  const response = await createResolver(async (name) => asked.splice(0, 0, name)).request(`/dns-query?${query}`)
  expect(response.status).toBe(400)
  expect(asked).toEqual([])
})
