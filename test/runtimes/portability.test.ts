import { describe, expect, test } from 'vitest'
import { testDatabase } from '../support/postgres/postgres.ts'
import { type CaseResult, cases } from './cases/run-cases.ts'
import { runOnHost, runOnWorkerd } from './start-runtimes.ts'

const runtimes = ['workerd', 'Node', 'Bun', 'Deno'] as const

const results = new Map(
  await Promise.all(
    runtimes.map(async (runtime): Promise<[string, CaseResult[]]> => {
      const { pooledUrl: databaseUrl, relay } = await testDatabase()
      const env = { databaseUrl, relay }
      return [runtime, await (runtime === 'workerd' ? runOnWorkerd(env) : runOnHost(runtime, env))]
    }),
  ),
)
const names = cases.map(({ name }) => name)

test('all four runtimes run the same cases', () => {
  for (const runtime of runtimes) expect(results.get(runtime)!.map(({ name }) => name)).toEqual(names)
})

describe.each(runtimes)('on %s', (runtime) => {
  test.each(names)('%s', (name) => {
    const of = (where: string) => results.get(where)!.find((result) => result.name === name)!
    expect(of(runtime).error).toBeNull()
    expect(of(runtime).value).toEqual(of('Node').value)
  })
})
