import type { CDPSession } from '@cloudflare/puppeteer'
import type { BlockedType } from '@edgesweep/sites/site/site.ts'

const protocolNames = { image: 'Image', media: 'Media', font: 'Font', stylesheet: 'Stylesheet' } as const

/** Aborts a page's requests of these types. Other requests are not intercepted, because each interception costs a round trip. */
export async function blockTypes(protocol: CDPSession, block: BlockedType[]): Promise<void> {
  if (block.length === 0) return
  protocol.on('Fetch.requestPaused', ({ requestId }) => {
    void protocol.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' }).catch(() => {})
  })
  await protocol.send('Fetch.enable', {
    patterns: block.map((type) => ({ urlPattern: '*', resourceType: protocolNames[type] })),
  })
}
