import type { ComponentChildren } from 'preact'

/** A link to a scraped address: only http or https, and without a referrer. */
export function OutsideLink({ href, children }: { href: string | null; children: ComponentChildren }) {
  const isWeb = href !== null && /^https?:$/.test(URL.parse(href)?.protocol ?? '')
  if (!isWeb) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}
