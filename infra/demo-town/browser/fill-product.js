// After the load event, so that a reader that waits only for that event sees no price.
if (document.readyState !== 'complete') await new Promise((done) => addEventListener('load', done))
const main = document.querySelector('main')
const response = await fetch(main.dataset.product)
const { name, price, json_ld } = await response.json()
document.querySelector('#name').textContent = name
document.querySelector('#price').textContent = price
document.querySelector('script[type="application/ld+json"]')?.remove()
const data = document.createElement('script')
data.type = 'application/ld+json'
data.textContent = JSON.stringify(json_ld)
document.head.append(data)
main.dataset.ready = 'true'
