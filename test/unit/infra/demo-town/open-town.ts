import type { TownOptions } from '@edgesweep/infra/demo-town/create-town.ts'
import { startDemoTown } from '@edgesweep/infra/demo-town/start-demo-town.ts'
import { onTestFinished } from 'vitest'

/** Starts a town of three outlets on a free port, and closes it after the test. Returns its address. */
export async function openTown(options: TownOptions = {}): Promise<string> {
  const town = await startDemoTown({ port: 0, outlets: 3, latencyMs: 0, ...options })
  onTestFinished(() => town.close())
  return town.url
}
