import { join, resolve } from 'node:path'
import process from 'node:process'
import { openHome } from '@edgesweep/infra/local/home.ts'
import type { Miniflare } from 'miniflare'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { startWorker } from '../support/start-worker.ts'

let miniflare: Miniflare
let url: URL

beforeAll(async () => {
  process.env.XDG_CACHE_HOME = openHome(join(resolve(import.meta.dirname, '../..'), '.edgesweep')).cache
  miniflare = await startWorker(join(import.meta.dirname, 'stray-worker.js'), {
    name: 'strays',
    compatibilityFlags: ['nodejs_compat'],
    browserRendering: { binding: 'BROWSER' },
  })
  url = await miniflare.ready
})
afterAll(() => miniflare?.dispose())

const call = async (path: string) => {
  const answer = await fetch(new URL(path, url))
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return answer.json()
}

test('a browser whose launcher died before it named it is closed by a caller a minute later, and the one in use is not', async () => {
  const stray = await call('/die')
  expect(await call('/sessions')).toEqual([stray])
  await call('/minute')
  const first = await call('/take')
  await call('/minute')
  expect(await call('/take')).toBe(first)
  // The platform's list loses a closed browser once its process has ended.
  await eventually('only the other browser runs', async () => String(await call('/sessions')) === first)
})
