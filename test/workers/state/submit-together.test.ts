import { bytesInCall } from '@edgesweep/cloudflare/call-parts.ts'
import { submitTogether } from '@edgesweep/cloudflare/submit-together.ts'
import type { Receipt } from '@edgesweep/core/lane/lane-port.ts'
import type { SerializedJob } from '@edgesweep/core/lane/lane-shard.ts'
import { expect, test } from 'vitest'
import { laneCart } from '../../support/lane-cart.ts'

/** A lane that answers each call when the test decides. */
function slowLane(name: string) {
  const calls: Array<{ jobs: SerializedJob[]; answer: () => void; fail: () => void }> = []
  const send = (jobs: SerializedJob[]) =>
    new Promise<Receipt[]>((resolve, reject) => {
      const answer = () =>
        resolve(jobs.map(({ keyId }) => ({ ok: true, id: `for ${keyId}`, replayed: false, forecast: null })))
      calls.push({ jobs, answer, fail: () => reject(new Error('no answer')) })
    })
  const submit = (...keyIds: string[]) => submitJobs(keyIds.map((keyId) => laneCart(['milk'], { keyId })))
  const submitJobs = (jobs: SerializedJob[]) => submitTogether(name, jobs, send)
  return { calls, submit, submitJobs }
}

const ids = (receipts: Receipt[]) => receipts.map((receipt) => receipt.ok && receipt.id)

test('jobs that arrive during a call go with the next call, and each caller gets its own receipts', async () => {
  const { calls, submit } = slowLane('interactive:90')
  const first = submit('a')
  await expect.poll(() => calls.length).toBe(1)
  const others = [submit('b'), submit('c', 'd'), submit('e')]
  calls[0]!.answer()
  expect(ids(await first)).toEqual(['for a'])
  await expect.poll(() => calls.length).toBe(2)
  expect(calls[1]!.jobs.map(({ keyId }) => keyId)).toEqual(['b', 'c', 'd', 'e'])
  calls[1]!.answer()
  expect((await Promise.all(others)).map(ids)).toEqual([['for b'], ['for c', 'for d'], ['for e']])
})

test('a failed call fails only the submissions that it carried', async () => {
  const { calls, submit } = slowLane('interactive:91')
  const first = submit('a')
  await expect.poll(() => calls.length).toBe(1)
  const second = submit('b')
  calls[0]!.fail()
  await expect(first).rejects.toThrow('no answer')
  await expect.poll(() => calls.length).toBe(2)
  calls[1]!.answer()
  expect(ids(await second)).toEqual(['for b'])
})

test('a batch that fits into a call is not split, and one call carries at most 1,000 jobs', async () => {
  const { calls, submit } = slowLane('interactive:92')
  void submit('first')
  await expect.poll(() => calls.length).toBe(1)
  const many = (keyId: string) => submit(...Array<string>(700).fill(keyId))
  const both = [many('a'), many('b')]
  calls[0]!.answer()
  await expect.poll(() => calls.length).toBe(2)
  calls[1]!.answer()
  await expect.poll(() => calls.length).toBe(3)
  calls[2]!.answer()
  expect(calls.map(({ jobs }) => jobs.length)).toEqual([1, 700, 700])
  expect((await Promise.all(both)).map((receipts) => receipts.length)).toEqual([700, 700])
})

const mebibytes = (jobs: SerializedJob[]) =>
  jobs.reduce((sum, { spec, summary }) => sum + bytesInCall(spec) + bytesInCall(summary), 0) / 2 ** 20

test('a batch that is too large for one call goes in several, in order, and each call stays below 17 MiB', async () => {
  const { calls, submitJobs } = slowLane('interactive:93')
  // One letter beyond Latin-1 doubles the bytes of its whole text.
  const jobs = Array.from({ length: 40 }, (_, n) =>
    laneCart(['milk'], { keyId: `key ${n}`, spec: `${n % 2 === 0 ? 'й' : 'x'}${'x'.repeat(2 ** 20)}` }),
  )
  const receipts = submitJobs(jobs)
  for (let call = 0; call < 4; call++) {
    await expect.poll(() => calls.length).toBe(call + 1)
    calls[call]!.answer()
  }
  expect(ids(await receipts)).toEqual(jobs.map(({ keyId }) => `for ${keyId}`))
  for (const call of calls) expect(mebibytes(call.jobs)).toBeLessThan(17)
})

test('jobs of several requests gather by bytes, not only by number', async () => {
  const { calls, submit, submitJobs } = slowLane('interactive:94')
  void submit('first')
  await expect.poll(() => calls.length).toBe(1)
  const large = () => submitJobs([laneCart(['milk'], { spec: 'й'.repeat(3 * 2 ** 20) })])
  const all = [large(), large(), large(), large(), large()]
  for (let call = 0; call < 4; call++) {
    await expect.poll(() => calls.length).toBe(call + 1)
    calls[call]!.answer()
  }
  await Promise.all(all)
  expect(calls.map(({ jobs }) => jobs.length)).toEqual([1, 2, 2, 1])
})
