import { readBlogPage } from '@edgesweep/sites/github-profile/read-blog-page.ts'
import { type Field, foundValue } from '@edgesweep/sites/site/field.ts'
import { endingOf } from '../../endings/ending-of.ts'
import { noUsage } from '../../endings/usage.ts'
import { fetchPage } from '../../visit/fetch-page.ts'
import type { VisitContext } from '../../visit/visit.ts'
import type { BlogReading } from './profile-links.ts'

/** Reads a profile's blog, as politely as any page. Throws only errors of ours, because the profile is useful without its blog. */
export async function readBlog(ctx: VisitContext, blog: Field<string>): Promise<BlogReading> {
  const address = foundValue(blog)
  if (address === null) return { state: 'none' }
  try {
    const { url, status, contentType, body } = await fetchPage(ctx, address, 'bulk', noUsage())
    if (status > 299) return { state: 'unread', reason: `answered ${status}` }
    if (!/html/i.test(contentType))
      return { state: 'unread', reason: `the page is ${contentType || 'without a type'}, not HTML` }
    return { state: 'read', url, ...readBlogPage(body) }
  } catch (error) {
    if (endingOf(error).kind === 'outage') throw error
    return { state: 'unread', reason: error instanceof Error ? error.message.slice(0, 300) : String(error) }
  }
}
