import { oneLine, textOf } from '../html/text-of.ts'
import { type Page, UnreadablePage } from '../site/site.ts'
import { withBudget } from '../site/work-budget.ts'
import { findLanding } from './find-landing.ts'
import { listMedia } from './list-media.ts'
import { parseCreative } from './parse-creative.ts'

/** An ad creative as read from its page. */
export interface CreativeRecord {
  /** At most 500 characters. */
  title: string | null
  /** The visible text, white space collapsed, at most 10,000 characters. */
  bodyText: string | null
  /** The address that a click leads to, with redirectors unwrapped. */
  landingUrl: string | null
  /** At most 50 http and https addresses of images and videos, without duplicates, in page order. */
  media: string[]
}

const longestTitle = 500
const longestText = 10_000
const markup = /^(?:text\/(?:html|plain)|application\/xhtml\+xml|)$/

/** Whether a content type is that of an image or a video. */
export const isMedium = (contentType: string): boolean => /^\s*(?:image|video)\//i.test(contentType)

/**
 * Reads an ad's preview page, an ad's HTML snippet, or an image or video that is the whole ad. Throws `UnreadablePage` for
 * any other content type, and under the same conditions as `parseHtml`.
 */
export function readCreative({ url, contentType, body }: Page): CreativeRecord {
  if (isMedium(contentType)) return { title: null, bodyText: null, landingUrl: null, media: listMedia([url], url) }
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  if (!markup.test(type))
    throw new UnreadablePage(`Expected a page, an image or a video at ${url}, but its type is ${type.slice(0, 100)}.`)
  return withBudget(() => readMarkup(body, url))
}

function readMarkup(body: string, url: string): CreativeRecord {
  const source = parseCreative(body, url)
  const { titles, document, unseen } = source
  for (const element of unseen) element.children = []
  return {
    title: cut(titles.map(oneLine).find((title) => title !== '') ?? '', longestTitle),
    bodyText: cut(textOf(document), longestText),
    landingUrl: findLanding(source),
    media: listMedia(source.media, source.base),
  }
}

/** The start of a text, never ending within a surrogate pair. Null for an empty text. */
function cut(text: string, longest: number): string | null {
  const start = text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
  return start === '' ? null : start
}
