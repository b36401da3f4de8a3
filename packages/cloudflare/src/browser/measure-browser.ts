import type { Browser } from '@cloudflare/puppeteer'

const timeoutMs = 3_000

/** Of an event in Chromium's trace, what tells of a process's memory; numbers are hexadecimal texts. */
interface MemoryEvent {
  args?: { dumps?: { process_totals?: { private_footprint_bytes?: string } } }
}

/** What all processes of a browser hold for themselves alone, in bytes, as Chromium's own memory trace says; null when it does not say. */
export async function measureBrowser(browser: Browser): Promise<number | null> {
  const trace = await browser
    .target()
    .createCDPSession()
    .catch(() => null)
  if (!trace) return null
  try {
    let bytes = 0
    trace.on('Tracing.dataCollected', ({ value }) => {
      for (const { args } of value as MemoryEvent[])
        bytes += Number.parseInt(args?.dumps?.process_totals?.private_footprint_bytes ?? '0', 16)
    })
    const complete = new Promise<void>((resolve) => trace.once('Tracing.tracingComplete', () => resolve()))
    const measured = (async () => {
      await trace.send('Tracing.start', {
        transferMode: 'ReportEvents',
        traceConfig: { includedCategories: ['disabled-by-default-memory-infra'], excludedCategories: ['*'] },
      })
      await trace.send('Tracing.requestMemoryDump', { levelOfDetail: 'background' })
      await trace.send('Tracing.end')
      await complete
    })()
    await Promise.race([measured, new Promise((_, reject) => setTimeout(reject, timeoutMs))])
    return bytes > 0 ? bytes : null
  } catch {
    // Another invocation traces, or the platform has no traces: age and use still retire the browser.
    return null
  } finally {
    await trace.detach().catch(() => {})
  }
}
