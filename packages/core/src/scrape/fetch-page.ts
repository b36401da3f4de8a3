import type { Page } from '@edgesweep/sites/site.ts'
import type { Context } from '../context.ts'
import { checkTarget } from './check-target.ts'

const timeoutMs = 15_000
const maxRedirects = 5
/** No larger page is read, in bytes. */
export const maxPageBytes = 10 * 1024 * 1024
/** How Edgesweep names itself to the sites that it reads and the receivers that it calls. */
export const userAgent = 'Edgesweep/0.1 (+https://github.com/edgesweep/edgesweep; scraping-job service)'

/** Reads a page without a browser. Every redirect's target is checked like the first. Throws when there is no answer in time or the body is too large. */
export async function fetchPage(ctx: Pick<Context, 'fetch' | 'settings'>, address: string): Promise<Page> {
  const signal = AbortSignal.timeout(timeoutMs)
  let url = checkTarget(address, ctx.settings.allowedTargets)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const response = await ctx.fetch(url.href, {
      redirect: 'manual',
      signal,
      headers: { 'user-agent': userAgent, accept: 'text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.5' },
    })
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) {
      return {
        url: url.href,
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        body: await readText(response),
      }
    }
    await response.body?.cancel()
    url = checkTarget(new URL(location, url).href, ctx.settings.allowedTargets)
  }
  throw new Error(`${address} redirects more than ${maxRedirects} times`)
}

/** The body as text in its declared charset, never more than `maxPageBytes`. */
async function readText(response: Response): Promise<string> {
  if (!response.body) return ''
  const charset = /charset="?([\w-]+)/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8'
  const decoder = decoderFor(charset)
  const reader = response.body.getReader()
  let size = 0
  let text = ''
  while (true) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > maxPageBytes) {
      await reader.cancel()
      throw new Error(`${response.url} is larger than ${maxPageBytes} bytes`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
