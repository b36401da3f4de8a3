import { oneAtATime } from '@edgesweep/dashboard/src/api/one-at-a-time.ts'
import { expect, test } from 'vitest'

test('work that is asked for while it goes on is done once more, not once for each', async () => {
  const begun: Array<() => void> = []
  const ask = oneAtATime(() => new Promise<void>((resolve) => begun.push(resolve)), 0)
  const over = ask()
  for (let times = 0; times < 5; times++) void ask()
  expect(begun).toHaveLength(1)
  begun[0]!()
  await expect.poll(() => begun.length).toBe(2)
  begun[1]!()
  await over
  expect(begun).toHaveLength(2)
})

test('work that rests is begun at once, also after it was done before', async () => {
  let begun = 0
  const ask = oneAtATime(async () => void begun++, 0)
  await ask()
  const over = ask()
  expect(begun).toBe(2)
  await over
})
