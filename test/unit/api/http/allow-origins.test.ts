import type { ApiContext } from '@edgesweep/api/src/api.ts'
import { createApp } from '@edgesweep/api/src/app.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { systemClock } from '@edgesweep/core/system.ts'
import { expect, test } from 'vitest'

const appFor = (ALLOWED_ORIGINS: string) => {
  const context = { settings: settingsFrom({ ALLOWED_ORIGINS }), clock: systemClock } as unknown as ApiContext
  return createApp(() => context)
}
const app = appFor('https://app.example, http://localhost:5173')
const corsOf = ({ headers }: Response) => [...headers].filter(([name]) => name.startsWith('access-control-'))

test('a page of an allowed origin can read answers, errors and their Retry-After header', async () => {
  for (const path of ['/openapi.json', '/v1/jobs']) {
    const response = await app.request(path, { headers: { origin: 'http://localhost:5173' } })
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
    expect(response.headers.get('access-control-expose-headers')).toContain('Retry-After')
    expect(response.headers.get('vary')).toContain('Origin')
  }
})

test("the preflight of an allowed origin needs no key and allows the API's headers", async () => {
  const response = await app.request('/v1/jobs', {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,idempotency-key',
    },
  })
  expect(response.status).toBe(204)
  expect(response.headers.get('access-control-allow-headers')).toContain('Authorization')
  expect(response.headers.get('access-control-allow-headers')).toContain('Idempotency-Key')
  expect(response.headers.get('access-control-allow-methods')).toContain('DELETE')
})

test.each([
  'https://other.example',
  'https://app.example.other.example',
  'http://app.example',
  'https://app.example:8443',
  'null',
])('the origin %s gets no CORS headers, not even in a preflight', async (origin) => {
  for (const method of ['GET', 'OPTIONS']) {
    const response = await app.request('/v1/jobs', { method, headers: { origin } })
    expect(corsOf(response)).toEqual([])
  }
})

test('without ALLOWED_ORIGINS no origin gets CORS headers', async () => {
  const response = await appFor('').request('/openapi.json', { headers: { origin: 'https://app.example' } })
  expect(response.status).toBe(200)
  expect(corsOf(response)).toEqual([])
})
