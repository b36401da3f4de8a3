import { currentKey } from './key.ts'
import { ApiProblem, problemFrom } from './problem.ts'

interface Bytes {
  bytes: Blob
  contentType: string
  /** Receives the number of bytes sent so far. */
  onSent: (sent: number) => void
  signal: AbortSignal
}

/** Sends bytes to the API and reports progress, which `fetch` cannot. Throws an `ApiProblem`, or the signal's abort reason. */
export function sendBytes<T>(method: 'POST' | 'PUT', path: string, { bytes, contentType, onSent, signal }: Bytes) {
  return new Promise<T>((resolve, reject) => {
    signal.throwIfAborted()
    const xhr = new XMLHttpRequest()
    xhr.open(method, path)
    xhr.setRequestHeader('authorization', `Bearer ${currentKey()}`)
    xhr.setRequestHeader('content-type', contentType)
    xhr.upload.onprogress = ({ loaded }) => onSent(loaded)
    xhr.onerror = () => reject(new ApiProblem(0, 'the API cannot be reached'))
    xhr.onabort = () => reject(signal.reason)
    xhr.onload = async () => {
      const { status, responseText } = xhr
      if (status < 300) return resolve(responseText === '' ? (undefined as T) : JSON.parse(responseText))
      reject(await problemFrom(new Response(responseText, { status })))
    }
    signal.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(bytes)
  })
}
