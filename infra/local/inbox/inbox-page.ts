/** The page of the inbox. It lists the messages, newest first, and updates when one arrives. */
export const inboxPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Webhook inbox</title>
<style>
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  li { list-style: none; border-top: 1px solid #8884; padding: .6rem 0; }
  ul { padding: 0; }
  summary { display: flex; gap: 1rem; cursor: pointer; }
  time { opacity: .7; font-variant-numeric: tabular-nums; }
  .verified { color: #1a7f37; } .unverified { color: #cf222e; }
  pre { overflow: auto; background: #8881; padding: .6rem; border-radius: .4rem; }
</style>
<h1>Webhook inbox</h1>
<p id="empty">No webhooks yet. Submit a cart; its webhook appears here when the cart is complete.</p>
<ul id="list"></ul>
<script type="module">
  const list = document.querySelector('#list')
  const element = (tag, text, className = '') => Object.assign(document.createElement(tag), { textContent: text, className })
  const indented = (body) => { try { return JSON.stringify(JSON.parse(body), null, 2) } catch { return body } }
  function entry(message) {
    const details = element('details', '')
    const summary = element('summary', '')
    summary.append(
      element('time', new Date(message.receivedAt).toLocaleTimeString()),
      element('b', message.event ?? 'no event'),
      element('span', message.text ?? ''),
      element('span', message.verified ? '✓ verified' : '✗ not verified', message.verified ? 'verified' : 'unverified'),
      element('code', message.id),
    )
    details.append(summary, element('pre', indented(message.body)))
    const item = element('li', '')
    item.append(details)
    return item
  }
  const shown = new Set()
  async function load() {
    const messages = await (await fetch('/messages')).json()
    document.querySelector('#empty').hidden = messages.length > 0
    for (const message of messages) {
      const key = message.id + message.receivedAt
      if (!shown.has(key)) list.prepend(entry(message))
      shown.add(key)
    }
  }
  const events = new EventSource('/events')
  events.onmessage = load
  events.onopen = load
</script>
</html>
`
