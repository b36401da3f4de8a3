import type { BrowserContext, Page } from '@cloudflare/puppeteer'

/**
 * Closes the ways out of a page that request interception does not see: sockets, workers with their own requests, peer
 * connections, speculative loads and new windows. Call it before the page navigates.
 */
export async function guardPage(context: BrowserContext, page: Page): Promise<void> {
  const opened = page.target()
  context.on('targetcreated', (target) => {
    if (target !== opened && target.type() === 'page')
      void target
        .page()
        .then((other) => other?.close())
        .catch(() => {})
  })
  await page.evaluateOnNewDocument(closeWaysOut)
}

/** Runs in the page and each of its frames before their own scripts. */
const closeWaysOut = `(() => {
  const names = ['WebSocket', 'WebSocketStream', 'WebTransport', 'RTCPeerConnection', 'webkitRTCPeerConnection', 'Worker', 'SharedWorker']
  for (const name of names) delete globalThis[name]
  delete Navigator.prototype.serviceWorker
  const remove = (owner, name) => Object.defineProperty(owner, name, { value: () => null, writable: false, configurable: false })
  remove(globalThis, 'open')
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
