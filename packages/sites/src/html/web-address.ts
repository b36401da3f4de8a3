import { spend } from '../site/work-budget.ts'

/** The most characters of a host that can exist. */
export const longestHost = 253

/** A link as an absolute http or https address; null for any other scheme (`javascript:`, `data:`) an invalid link or a host that cannot exist. */
export function webAddress(link: string, base: string): string | null {
  spend(100 + link.length)
  const url = URL.parse(link.trim(), base)
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  return isWeb && url.hostname.length <= longestHost ? url.href : null
}
