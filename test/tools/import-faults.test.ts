import { expect, test } from 'vitest'
import { runEdgeFaults } from '../faults/imports/run-edge-faults.ts'
import { runImportFaults } from '../faults/imports/run-import-faults.ts'
import { startBenchServer } from '../support/postgres/bench-server.ts'
import { startStack } from '../support/stack/stack.ts'

// A short run of `npm run faults -- imports`.
test('an import leaves the same rows as an undisturbed one after a fault of its process or its database', async () => {
  const server = await startBenchServer()
  try {
    const harmed = await runImportFaults({
      server,
      rows: 60_000,
      kills: 3,
      cases: [
        ['first', 'process killed'],
        ['first', 'stopped in staging'],
        ['changed', 'server killed in merging'],
      ],
    })
    expect(harmed.flatMap(({ wrong }) => wrong)).toEqual([])
    for (const { at } of harmed) expect(at).not.toEqual([])
  } finally {
    await server.close()
  }
})

test('an import at the edge leaves the same rows as one on a host when SIGKILL ends workerd as it reads, stages and merges', async () => {
  await using stack = await startStack({ outlets: 1 })
  const { wrong, at } = await runEdgeFaults(stack, { rows: 60_000, killAt: ['split', 'stage', 'merge'], hurry: true })
  expect(wrong).toEqual([])
  expect(at).not.toContain('end')
})
