import { parseHtml } from '../html/parse-html.ts'
import { oneLine, textOf } from '../html/text-of.ts'
import { walkElements } from '../html/walk-elements.ts'

/** What a page calls itself, and how it describes itself; null where it does not. */
export interface BlogPage {
  title: string | null
  description: string | null
}

/** Characters kept of either. */
const longest = 500

/** A page's title and description, its own before those for links to it (ogp.me). Throws UnreadablePage as `parseHtml` does. */
export function readBlogPage(html: string): BlogPage {
  const said = new Map<string, string>()
  const say = (name: string, text: string) => {
    const line = oneLine(text).slice(0, longest)
    if (line && !said.has(name)) said.set(name, line)
  }
  walkElements(parseHtml(html).children, (element) => {
    const { name, attribs } = element
    // A picture has a title of its own.
    if (name === 'svg') return false
    if (name === 'title') say('title', textOf(element))
    if (name === 'meta') say((attribs.name ?? attribs.property ?? '').trim().toLowerCase(), attribs.content ?? '')
    return true
  })
  const first = (...names: string[]) => names.map((name) => said.get(name)).find((text) => text !== undefined) ?? null
  return { title: first('title', 'og:title'), description: first('description', 'og:description') }
}
