const opened = (target, loaded) =>
  new Promise((resolve, reject) => {
    target.addEventListener(loaded, resolve)
    target.addEventListener('error', () => reject(new Error(`no ${loaded} event but an error`)))
  })

/** The source of the worker. It posts the reason of its failure, or an empty text. */
const workerSource = `onmessage = ({ data }) =>
  fetch(data, { mode: 'no-cors' }).then(() => postMessage(''), (error) => postMessage(String(error)))`

const attempts = {
  fetch: (url) => fetch(url, { mode: 'no-cors' }),
  socket: (url) => opened(new WebSocket(url), 'open'),
  popup: async (url) => {
    if (window.open(url) === null) throw new Error('the window was not opened')
  },
  worker: async (url) => {
    const worker = new Worker(URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' })))
    const answer = opened(worker, 'message')
    worker.postMessage(url)
    const reason = (await answer).data
    if (reason) throw new Error(reason)
  },
}

const main = document.querySelector('main')
const outcome = document.querySelector('#outcome')
try {
  await attempts[main.dataset.how](new URL(main.dataset.url, location.href).href)
  outcome.textContent = 'worked'
} catch (error) {
  outcome.textContent = `failed: ${error instanceof Error ? error.message : error}`
}
main.dataset.ready = 'true'
