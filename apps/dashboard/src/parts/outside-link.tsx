import type { ComponentChildren } from 'preact'

/** A link to an address that was scraped: only to the web, and without telling where from. */
export function OutsideLink({ href, children }: { href: string | null; children: ComponentChildren }) {
  const isWeb = href !== null && /^https?:$/.test(URL.parse(href)?.protocol ?? '')
  if (!isWeb) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
