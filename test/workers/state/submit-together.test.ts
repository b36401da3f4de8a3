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
  const submit = (...keyIds: string[]) =>
    submitTogether(
      name,
      keyIds.map((keyId) => laneCart(['milk'], { keyId })),
      send,
    )
  return { calls, submit }
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

test('a batch is never split, and one call carries at most 1,000 jobs', async () => {
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
