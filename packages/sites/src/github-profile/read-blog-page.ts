import { parseHtml } from '../html/parse-html.ts'
import { oneLine, textOf } from '../html/text-of.ts'
import { walkElements } from '../html/walk-elements.ts'
import { withBudget } from '../site/work-budget.ts'

/** A page's title and description; null where the page has none. */
export interface BlogPage {
  title: string | null
  description: string | null
}

/** The maximum number of characters that are kept of the title and of the description. */
const longest = 500

/**
 * A page's title and description. `<title>` and `description` come before their Open Graph counterparts (https://ogp.me).
 * Throws `UnreadablePage` under the same conditions as `parseHtml`.
 */
export const readBlogPage = (html: string): BlogPage => withBudget(() => readTexts(html))

function readTexts(html: string): BlogPage {
  const texts = new Map<string, string>()
  const keepFirst = (name: string, text: string) => {
    const line = oneLine(text).slice(0, longest)
    if (line && !texts.has(name)) texts.set(name, line)
  }
  walkElements(parseHtml(html).children, (element) => {
    const { name, attribs } = element
    // An SVG image may have a <title> of its own.
    if (name === 'svg') return false
    if (name === 'title') keepFirst('title', textOf(element))
    if (name === 'meta') keepFirst((attribs.name ?? attribs.property ?? '').trim().toLowerCase(), attribs.content ?? '')
    return true
  })
  const first = (...names: string[]) => names.map((name) => texts.get(name)).find((text) => text !== undefined) ?? null
  return { title: first('title', 'og:title'), description: first('description', 'og:description') }
}
