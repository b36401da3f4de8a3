const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => entities[character])

const itemHtml = ({ sku, name, price, availability, stock, image }) =>
  `<li class="item" id="${escapeHtml(sku)}" data-sku="${escapeHtml(sku)}">
<img src="${escapeHtml(image)}" width="48" height="48" alt="" loading="lazy">
<a class="name" href="#${escapeHtml(sku)}">${escapeHtml(name)}</a><span class="price">${escapeHtml(price)}</span>
<span class="stock" data-stock="${availability}">${escapeHtml(stock)}</span></li>`

/** The HTML of a menu from `GET /api/scripted/:slug`. */
export const renderMenu = ({ online, currency, items }) =>
  `<p class="status" data-online="${online}">${online ? 'Open, taking orders' : 'Closed, not taking orders'}</p>
<ul data-currency="${currency}">${items.map(itemHtml).join('\n')}</ul>`
