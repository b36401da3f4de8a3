import { currentKey } from './key.ts'
import { ApiProblem, problemFrom } from './problem.ts'

interface Bytes {
  bytes: Blob
  contentType: string
  /** Told how many bytes are on their way. */
  onSent: (sent: number) => void
  signal: AbortSignal
}

/** Sends bytes to the API and tells how far they are, which `fetch` cannot; throws an `ApiProblem`, or what the signal was aborted with. */
export function sendBytes<T>(method: 'POST' | 'PUT', path: string, { bytes, contentType, onSent, signal }: Bytes) {
  return new Promise<T>((resolve, reject) => {
    signal.throwIfAborted()
    const asking = new XMLHttpRequest()
    asking.open(method, path)
    asking.setRequestHeader('authorization', `Bearer ${currentKey()}`)
    asking.setRequestHeader('content-type', contentType)
    asking.upload.onprogress = ({ loaded }) => onSent(loaded)
    asking.onerror = () => reject(new ApiProblem(0, 'the API cannot be reached'))
    asking.onabort = () => reject(signal.reason)
    asking.onload = async () => {
      const { status, responseText } = asking
      if (status < 300) return resolve(responseText === '' ? (undefined as T) : JSON.parse(responseText))
      reject(await problemFrom(new Response(responseText, { status })))
    }
    signal.addEventListener('abort', () => asking.abort(), { once: true })
    asking.send(bytes)
  })
}
