import { renderMenu } from '@edgesweep/infra/demo-town/browser/render-menu.js'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'

/** The used part of a town that does not listen on a port. */
interface TownApp {
  request(address: string): Response | Promise<Response>
}

/** Reads a page of the town. For a rendered page, it replaces the content of `main` as the outlet's script would. */
export async function readInTown(town: TownApp, { url, via }: Pick<PageRequest, 'url' | 'via'>): Promise<Page> {
  const response = await town.request(url)
  const page = {
    url,
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  }
  const source = /data-source="([^"]+)"/.exec(page.body)?.[1]
  if (via === 'fetch' || !page.body.includes('data-menu="loading"') || source === undefined) return page
  const answer = await town.request(new URL(source, url).href)
  const menu = renderMenu((await answer.json()) as Parameters<typeof renderMenu>[0])
  const body = page.body
    .replace(/(<main[^>]*>)[\s\S]*<\/main>/, (_, main) => `${main}${menu}</main>`)
    .replace('data-menu="loading"', 'data-menu="ready"')
  return { ...page, body }
}
