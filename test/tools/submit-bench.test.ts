import { expect, test } from 'vitest'
import { runSubmit } from '../bench/submit/run-submit.ts'

const parts = ['single', 'run', 'kill', 'cancel'] as const

// The small form of `npm run bench -- submit`: the parts that follow every cart, everything checked, and no figure asked for.
test('a burst loses, doubles and misleads nobody: sent twice, killed twice, cancelled', {
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
