import { expect, test } from 'vitest'
import { runEdgeFaults } from '../faults/imports/run-edge-faults.ts'
import { runImportFaults } from '../faults/imports/run-import-faults.ts'
import { startBenchServer } from '../support/postgres/bench-server.ts'
import { startStack } from '../support/stack/stack.ts'

// The small form of `npm run faults -- imports`.
test('an import whose process is killed or stopped, or whose database is killed, leaves what one does that nobody interrupts', async () => {
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

test('an import at the edge whose workerd is killed while it reads, stages and merges leaves what one on a host does', async () => {
  await using stack = await startStack({ outlets: 1 })
  const { wrong, at } = await runEdgeFaults(stack, { rows: 60_000, killAt: ['split', 'stage', 'merge'], hurry: true })
  expect(wrong).toEqual([])
  expect(at).not.toContain('end')
})
