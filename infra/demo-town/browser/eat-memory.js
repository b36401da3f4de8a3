const main = document.querySelector('main')
// Numbers with a fraction take eight bytes each in V8's own heap; a typed array would lie outside of it.
window.eaten = []
for (let mb = 0; mb < Number(main.dataset.mb); mb += 1) window.eaten.push(new Array(131_072).fill(Math.random()))
document.querySelector('#outcome').textContent = `${window.eaten.length} MB eaten`
main.dataset.ready = 'true'
