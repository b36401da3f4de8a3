import { expect, test } from 'vitest'
import { runSubmit } from '../bench/submit/run-submit.ts'

const parts = ['single', 'run', 'kill', 'cancel'] as const

// A short run of `npm run bench -- submit` with the parts that follow every cart. It checks every answer but no figure.
test('a burst of carts loses no job, doubles none and gets no wrong answer, through retries, two crashes and cancellations', {
  timeout: 240_000,
}, async () => {
  const { verdict } = await runSubmit({
    carts: 200,
    singles: 50,
    rounds: 1,
    connections: 16,
    latencyMs: 25,
    pollers: 100,
    phaseSeconds: 2,
    warmUps: 40,
    oneStack: true,
    parts,
  })
  expect(verdict.wrong).toEqual([])
  expect(Object.keys(verdict)).toEqual(expect.arrayContaining([...parts]))
})
