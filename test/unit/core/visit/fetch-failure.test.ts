import { Abandoned, UnusableAnswer } from '@edgesweep/core/endings/typed-errors.ts'
import { fetchFailure } from '@edgesweep/core/visit/fetch-failure.ts'
import { expect, test } from 'vitest'

const url = 'https://shop.example/'
const node = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
const nameOf = (error: unknown, heard = false) => fetchFailure(url, error, { heard, timedOutAfterMs: null }).name

test.each([
  node('ECONNREFUSED'),
  node('ECONNRESET'),
  node('UND_ERR_SOCKET'),
  node('CERT_HAS_EXPIRED'),
  node('DEPTH_ZERO_SELF_SIGNED_CERT'),
  node('ERR_TLS_CERT_ALTNAME_INVALID'),
  node('HPE_INVALID_CONSTANT'),
  Object.assign(new Error('Unable to connect'), { code: 'ConnectionRefused' }),
  new TypeError('error sending request: client error (Connect): tcp connect error: Connection refused (os error 111)'),
])('%s shows that the address was reached', (error) => {
  expect(nameOf(error)).toBe('NoAnswer')
})

test.each([
  new Error('Network connection lost.'),
  new Error('internal error; reference = dk21bhb61n74bhk7pmq6ibr3'),
  node('ENOTFOUND'),
  node('EAI_AGAIN'),
  node('ENETUNREACH'),
  node('EHOSTUNREACH'),
  node('ENETDOWN'),
  node('EMFILE'),
  new TypeError('fetch failed'),
  'odd',
])('%s leaves open whose fault it is', (error) => {
  expect(nameOf(error)).toBe('Unreached')
})

test('a connection that breaks after the answer began is the fault of the domain', () => {
  expect(nameOf(new Error('Network connection lost.'), true)).toBe('NoAnswer')
})

test('a request without an answer in time is open too, and says for how long it waited', () => {
  const error = fetchFailure(url, new Error('aborted'), { heard: false, timedOutAfterMs: 15_000 })
  expect(error).toMatchObject({ name: 'Unreached', timedOut: true, message: `${url} did not answer within 15 s` })
})

test.each([new Abandoned('its lease was lost'), new UnusableAnswer('too large')])('%s stays as it is', (error) => {
  expect(fetchFailure(url, error, { heard: true, timedOutAfterMs: 15_000 })).toBe(error)
})
