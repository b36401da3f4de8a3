import { env } from 'cloudflare:workers'
import { CallCount } from '@edgesweep/cloudflare/count-calls.ts'
import { filesOf } from '@edgesweep/cloudflare/files.ts'
import { expect, test } from 'vitest'

const { FILES: bucket } = env as unknown as { FILES: R2Bucket }

test('each call through a counted bucket is counted, and works as on a bucket that is not counted', async () => {
  const calls = new CallCount()
  const files = filesOf(calls.of(bucket))
  await files.put('counted/a', 'milk', 'text/plain')
  const found = await files.get('counted/a', { offset: 1, bytes: 2 })
  expect(await new Response(found!.body).text()).toBe('il')
  await files.delete(['counted/a'])
  expect(await files.get('counted/a')).toBeNull()
  expect(calls.made).toBe(4)
})

test('each call of a counted function is counted, and its arguments and its answer are passed on', async () => {
  const calls = new CallCount()
  const add = calls.function((a: number, b: number) => a + b)
  expect([add(1, 2), add(3, 4), calls.made]).toEqual([3, 7, 2])
})

test('a signal aborts with the call that uses up its limit, also in the middle of other calls', () => {
  const calls = new CallCount()
  const [third, fifth] = [calls.spentAt(3), calls.spentAt(5)]
  const call = calls.function(() => {})
  const states = Array.from({ length: 6 }, () => {
    call()
    return [third.aborted, fifth.aborted]
  })
  expect(states.map((state) => state.map(Number).join(''))).toEqual(['00', '00', '10', '10', '11', '11'])
})
