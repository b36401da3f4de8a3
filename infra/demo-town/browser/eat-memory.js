const main = document.querySelector('main')
// Fractions take eight bytes each in V8's heap. A typed array would be outside the heap.
window.eaten = []
for (let mb = 0; mb < Number(main.dataset.mb); mb += 1) window.eaten.push(new Array(131_072).fill(Math.random()))
document.querySelector('#outcome').textContent = `${window.eaten.length} MB eaten`
main.dataset.ready = 'true'
