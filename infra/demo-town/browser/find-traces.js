const job = new URLSearchParams(location.search).get('job')
const page = `${job}:${Math.random().toString(36).slice(2)}`
const key = 'odd_job'

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Runs `use` on the object store of the trace. */
async function withStore(use) {
  const opening = indexedDB.open('odd')
  opening.onupgradeneeded = () => opening.result.createObjectStore('jobs')
  const database = await settled(opening)
  const result = await settled(use(database.transaction('jobs', 'readwrite').objectStore('jobs')))
  database.close()
  return result
}

/** The places where a page can leave a trace. `read` returns the job that left one, or null. */
const places = {
  cookie: {
    read: () => new RegExp(`(?:^|; )${key}=([^;]*)`).exec(document.cookie)?.[1] ?? null,
    write: () => {
      // biome-ignore lint/suspicious/noDocumentCookie: cookies are one of the examined places
      document.cookie = `${key}=${job}; path=/; max-age=3600; samesite=lax`
    },
  },
  local_storage: { read: () => localStorage.getItem(key), write: () => localStorage.setItem(key, job) },
  session_storage: { read: () => sessionStorage.getItem(key), write: () => sessionStorage.setItem(key, job) },
  indexed_db: {
    read: async () => (await withStore((store) => store.get('job'))) ?? null,
    write: () => withStore((store) => store.put(job, 'job')),
  },
  cache_api: {
    read: async () => (await (await (await caches.open('odd')).match('/odd/trace'))?.text()) ?? null,
    write: async () => (await caches.open('odd')).put('/odd/trace', new Response(job)),
  },
  // A token that another page requested is from the cache. The request itself leaves the trace.
  http_cache: {
    read: async () => {
      const { asked_by } = await (await fetch('/odd/cached-token', { headers: { 'x-odd-page': page } })).json()
      return asked_by === page ? null : asked_by.split(':')[0]
    },
    write: () => {},
  },
}

const found = {}
const unavailable = []
for (const [name, place] of Object.entries(places)) {
  try {
    found[name] = await place.read()
  } catch {
    found[name] = null
    unavailable.push(name)
  }
}
document.querySelector('#found').textContent = JSON.stringify({ job, found, unavailable }, null, 2)

for (const [name, place] of Object.entries(places)) if (!unavailable.includes(name)) await place.write()
document.querySelector('main').dataset.ready = 'true'
