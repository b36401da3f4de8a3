/** A link as an absolute http or https address; null for anything else (`javascript:`, `data:`, nonsense). */
export function webAddress(link: string, base: string): string | null {
  const url = URL.parse(link.trim(), base)
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null
}
