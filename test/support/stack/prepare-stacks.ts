import { join, resolve } from 'node:path'
import { bundleWorkers } from '@edgesweep/infra/local/bundle.ts'
import { prepareChromium } from '@edgesweep/infra/local/chromium.ts'
import { openHome } from '@edgesweep/infra/local/home.ts'
import { stackBrowserNice } from './browser-nice.ts'

const root = resolve(import.meta.dirname, '../../..')

/** Vitest's global setup: does the work of a first start once for all stacks. */
export default async function setup(): Promise<void> {
  await bundleWorkers(root)
  await prepareChromium(openHome(join(root, '.edgesweep')), stackBrowserNice)
}
