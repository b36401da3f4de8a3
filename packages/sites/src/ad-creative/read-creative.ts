import { oneLine, textOf } from '../html/text-of.ts'
import { type Page, UnreadablePage } from '../site/site.ts'
import { findLanding } from './find-landing.ts'
import { listMedia } from './list-media.ts'
import { parseCreative } from './parse-creative.ts'

/** An ad creative as its page shows it. */
export interface CreativeRecord {
  /** 500 characters at most. */
  title: string | null
  /** What a reader sees, white space collapsed; 10,000 characters at most. */
  bodyText: string | null
  /** Where a click leads, redirectors left out. */
  landingUrl: string | null
  /** Addresses of images and videos, http and https, each once, in the page's order; 50 at most. */
  media: string[]
}

const longestTitle = 500
const longestText = 10_000
const markup = /^(?:text\/(?:html|plain)|application\/xhtml\+xml|)$/

/** Whether an answer of this type is itself an image or a video. */
export const isMedium = (contentType: string): boolean => /^\s*(?:image|video)\//i.test(contentType)

/**
 * Reads the preview of an ad, the snippet that it consists of, or an image or video that is the whole ad. Throws `UnreadablePage` for
 * an answer of any other type, and as `parseHtml` does.
 */
export function readCreative({ url, contentType, body }: Page): CreativeRecord {
  if (isMedium(contentType)) return { title: null, bodyText: null, landingUrl: null, media: listMedia([url], url) }
  const type = contentType.split(';')[0]!.trim().toLowerCase()
  if (!markup.test(type))
    throw new UnreadablePage(`Expected an ad at ${url}, a page, an image or a video, but it is ${type.slice(0, 100)}.`)
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

/** The first of a text, without half a character at its end; null for an empty one. */
function cut(text: string, longest: number): string | null {
  const start = text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')
  return start === '' ? null : start
}
