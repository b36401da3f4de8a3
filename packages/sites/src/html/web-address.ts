import { spend } from '../site/work-budget.ts'

/** A link as an absolute http or https address; null for any other scheme (`javascript:`, `data:`) or an invalid link. */
export function webAddress(link: string, base: string): string | null {
  spend(100 + link.length)
  const url = URL.parse(link.trim(), base)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
