import { startDemoTown } from '@edgesweep/infra/demo-town/start-demo-town.ts'
import { expect, test } from 'vitest'

test('a town that is restarted with the same seed has the same truth', async () => {
  const truths: unknown[] = []
  for (let start = 0; start < 2; start += 1) {
    const town = await startDemoTown({ port: 0, seed: 5, outlets: 4, tickSeconds: 1_000_000 })
    const { tick, outlets } = await (await fetch(`${town.url}/_town/truth`)).json()
    truths.push({ tick, outlets: outlets.map(({ url, ...outlet }: { url: string }) => outlet) })
    await town.close()
    await expect(fetch(town.url)).rejects.toThrow()
  }
  expect(truths[0]).toEqual(truths[1])
})

test('the error for a port in use names the port', async () => {
  const town = await startDemoTown({ port: 0, seed: 1, outlets: 1 })
  const port = Number(new URL(town.url).port)
  await expect(startDemoTown({ port, seed: 1 })).rejects.toThrow(`127.0.0.1:${port}: the port is in use`)
  await town.close()
})
