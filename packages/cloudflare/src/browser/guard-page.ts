import type { BrowserContext, Page } from '@cloudflare/puppeteer'

/**
 * Shuts the ways out of a page that request interception does not see: sockets, workers with requests of their own, peer
 * connections, speculative loads and further windows. Called before the page goes anywhere.
 */
export async function guardPage(context: BrowserContext, page: Page): Promise<void> {
  const own = page.target()
  context.on('targetcreated', (target) => {
    if (target !== own && target.type() === 'page')
      void target
        .page()
        .then((other) => other?.close())
        .catch(() => {})
  })
  await page.evaluateOnNewDocument(shutWaysOut)
}

/** Runs in the page, and in each of its frames, before any script of theirs. */
const shutWaysOut = `(() => {
  const names = ['WebSocket', 'WebSocketStream', 'WebTransport', 'RTCPeerConnection', 'webkitRTCPeerConnection', 'Worker', 'SharedWorker']
  for (const name of names) delete globalThis[name]
  delete Navigator.prototype.serviceWorker
  const close = (owner, name) => Object.defineProperty(owner, name, { value: () => null, writable: false, configurable: false })
  close(globalThis, 'open')
  const leads = ({ target }) => typeof target === 'string' && target !== '' && !['_self', '_parent', '_top'].includes(target.toLowerCase())
  const stay = (event) => {
    if (event.composedPath().some(leads) || leads({ target: event.submitter?.formTarget })) event.preventDefault()
  }
  for (const kind of ['click', 'auxclick', 'submit']) addEventListener(kind, stay, { capture: true })
  const submit = HTMLFormElement.prototype.submit
  HTMLFormElement.prototype.submit = function () {
    if (!leads(this)) submit.call(this)
  }
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.localName === 'script' && node.type.toLowerCase() === 'speculationrules') node.remove()
  }).observe(document, { childList: true, subtree: true })
})()`
