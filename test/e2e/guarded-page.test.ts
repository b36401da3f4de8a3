import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser } from '@cloudflare/puppeteer'
import { openPage } from '@edgesweep/cloudflare/browser/open-page.ts'
import { renderPage } from '@edgesweep/cloudflare/browser/render-page.ts'
import { settingsFrom } from '@edgesweep/core/settings.ts'
import { chromeCommand } from '@edgesweep/infra/local/chromium.ts'
import { openHome } from '@edgesweep/infra/local/home.ts'
import puppeteer from 'puppeteer-core'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { serve } from '../support/serve.ts'
import { witness } from '../support/stack/town-witness.ts'

const root = resolve(import.meta.dirname, '../..')

/** A browser that resolves every example.com name to this machine, as if its owner had pointed the name at a private address. */
async function browserThatIsMisled(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'edgesweep-e2e-'))
  const browser = await puppeteer.launch({
    executablePath: chromeCommand(openHome(join(root, '.edgesweep'))),
    userDataDir: profile,
    args: ['--host-resolver-rules=MAP *.example.com 127.0.0.1'],
  })
  onTestFinished(async () => {
    await browser.close()
    rmSync(profile, { recursive: true, force: true })
  })
  // `Browser` is the type of the platform's edition of the library, which has the same methods.
  return browser as unknown as Browser
}

test('without a proxy too, no script, frame, worker or redirect of a page reaches a private address', async () => {
  const reached: string[] = []
  const inside = await serve((request, response) => {
    reached.push(`${request.headers.host}${request.url}`)
    response.setHeader('access-control-allow-origin', '*').end('inside')
  })
  const port = inside.host.split(':')[1]
  const town = await witness()
  const asked: string[] = []
  const guard = {
    target: {
      settings: settingsFrom({ ALLOWED_TARGETS: town.host }),
      resolve: async (name: string) => {
        asked.push(name)
        return name === 'mixed.example.com' ? ['93.184.216.34', 'fd00::1'] : ['127.0.0.1']
      },
    },
    proxy: '',
  }
  const browser = await browserThatIsMisled()
  const visit = async (path: string) => {
    const open = await openPage(browser, guard)
    try {
      const rendered = await renderPage(open, { url: town.url + path, via: 'render' })
      // The requests that the page has started must end before the test can check them.
      await open.page.waitForNetworkIdle({ idleTime: 300, timeout: 3_000 }).catch(() => {})
      return rendered
    } finally {
      expect(await open.close()).toBe(true)
    }
  }
  const targets = [
    inside.origin,
    `http://private.example.com:${port}`,
    `http://mixed.example.com:${port}`,
    `http://[::ffff:127.0.0.1]:${port}`,
    `http://0.0.0.0:${port}`,
    `http://2130706433:${port}`,
  ].map((origin) => encodeURIComponent(`${origin}/x`))
  const ways = ['frame?src', 'script?src', 'fetch?url']
  // A busy machine may need several tries. Only here must the pages load: later ones must reach nothing, whether they load or not.
  await eventually('script, frame and fetch all reach an allowed address', async () => {
    await Promise.all(ways.map((way) => visit(`/odd/${way}=${encodeURIComponent(`${town.url}/odd/cookie?by=${way}`)}`)))
    const led = (await town.arrivals()).filter(({ path }) => path.startsWith('/odd/cookie'))
    return new Set(led.map(({ path }) => path)).size === 3
  })

  for (const target of targets) {
    await Promise.all([...ways, 'popup?url', 'worker?url'].map((way) => visit(`/odd/${way}=${target}`)))
    await visit(`/odd/socket?url=${target.replace('http', 'ws')}`)
    await expect(visit(`/odd/redirect?to=${target}`)).rejects.toMatchObject({ code: 'target_refused' })
    for (const way of ['script-redirect', 'meta-redirect']) await visit(`/odd/${way}?to=${target}`).catch(() => {})
  }
  expect(reached).toEqual([])
  expect(new Set(asked)).toEqual(new Set(['private.example.com', 'mixed.example.com']))
})
