import { BrowserSlots, type BrowserSource } from '@edgesweep/cloudflare/browser/browser-slots.ts'
import type { BrowserAnswer } from '@edgesweep/core/permit/browser-desk.ts'
import { expect, test } from 'vitest'

const away = async (): Promise<never> => {
  throw new Error('Durable Object reset because its code was updated.')
}

/** The slots of an invocation whose browsers do not start. The object gives these answers and then does not answer at all. */
function slotsWith(
  answers: BrowserAnswer[],
  { restMs = 0, status = 500, notLaunched = away as (...given: unknown[]) => Promise<void> } = {},
) {
  const object = {
    askBrowser: async () => answers.shift() ?? away(),
    returnBrowser: away,
    browserNotLaunched: notLaunched,
    browsersClosed: away,
  }
  const limits = { activeSessions: [], maxConcurrentSessions: 2, allowedBrowserAcquisitions: 1 }
  const binding = {
    fetch: async (input: RequestInfo | URL) =>
      String(input).includes('/limits')
        ? Response.json({ ...limits, timeUntilNextAllowedBrowserAcquisition: restMs })
        : new Response('the browser service failed', { status }),
  }
  return new BrowserSlots({
    binding: binding as unknown as BrowserSource['binding'],
    permits: { idFromName: (name: string) => name, get: () => object } as unknown as DurableObjectNamespace,
    limits: {
      browsers: 1,
      contexts: 1,
      reservedForLive: 0,
      launchEveryMs: 0,
      maxAgeMs: 1e9,
      maxUses: 1e9,
      maxBytes: 1e12,
    },
    lane: 'bulk',
    clock: { now: () => 0, sleep: async () => {} },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
}

test('a browser that does not start is our fault, even while the Permits object does not answer', async () => {
  const slots = slotsWith([{ type: 'launch', token: 't', close: [] }])
  await expect(slots.take('key')).rejects.toMatchObject({
    name: 'Away',
    message: expect.stringContaining('no browser could be started'),
  })
})

test.each([
  [429, false],
  [403, false],
  [500, true],
  [504, true],
])('after the answer %i to a launch, it is reported that a browser may run: %s', async (status, mayRun) => {
  const reports: unknown[] = []
  const notLaunched = async (...given: unknown[]) => void reports.push(given)
  const slots = slotsWith([{ type: 'launch', token: 't', close: [] }], { status, notLaunched })
  await expect(slots.take('key')).rejects.toThrow('no browser could be started')
  expect(reports).toEqual([['t', 5_000, mayRun]])
})

test('a browser that the platform starts later is waited for as long as it asks', async () => {
  const slots = slotsWith([{ type: 'launch', token: 't', close: [] }], { restMs: 30_000 })
  await expect(slots.take('key')).rejects.toMatchObject({ name: 'NoPermit', afterMs: 30_000 })
})

test('after a session was lost, another slot is asked for, even if the lost one cannot be returned', async () => {
  const refused: BrowserAnswer = { type: 'refused', afterMs: 700, by: 'slots', close: [] }
  const slots = slotsWith([{ type: 'connect', token: 't', sessionId: 's', close: [] }, refused])
  await expect(slots.take('key')).rejects.toMatchObject({ name: 'NoPermit', afterMs: 700 })
})

test('a browser pool that does not answer is our fault', async () => {
  await expect(slotsWith([]).take('key')).rejects.toMatchObject({ name: 'Away' })
})
