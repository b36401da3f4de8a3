import type { Browser } from '@cloudflare/puppeteer'

const timeoutMs = 3_000

/** The part of a Chromium trace event that states a process's memory. Numbers are hexadecimal texts. */
interface MemoryEvent {
  args?: { dumps?: { process_totals?: { private_footprint_bytes?: string } } }
}

/** The private memory of all processes of a browser in bytes, from Chromium's memory trace; null when there is no trace. */
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
    // Another invocation is tracing, or the platform has no traces. Age and use still retire the browser.
    return null
  } finally {
    await trace.detach().catch(() => {})
  }
}
