import type { Import } from '../api/bodies.ts'
import { ApiProblem } from '../api/problem.ts'
import { request } from '../api/request.ts'
import { sendBytes } from '../api/send-bytes.ts'

/** The largest file sent in one request. The API's limit is 100 MB. */
const maxSingleRequestBytes = 64 * 1024 * 1024
/** R2 requires that all pieces but the last have the same size. */
const pieceBytes = 32 * 1024 * 1024
const maxAttemptsPerPiece = 4
const pauseMs = 2_000

export interface Sending {
  /** Receives the import's id as soon as the import exists. */
  onCreated: (id: string) => void
  /** Receives the number of bytes sent so far. */
  onSent: (sent: number) => void
  signal: AbortSignal
}

/** Uploads a CSV file, plain or gzip, for import into a table. Large files are sent in pieces. Throws an `ApiProblem`. */
export async function sendImport(file: File, table: string, { onCreated, onSent, signal }: Sending): Promise<Import> {
  const isGzip = /\.gz$/i.test(file.name)
  const contentType = isGzip ? 'application/gzip' : 'text/csv'
  if (file.size <= maxSingleRequestBytes) {
    const query = new URLSearchParams({ table, filename: file.name })
    return sendBytes('POST', `/v1/imports?${query}`, { bytes: file, contentType, onSent, signal })
  }
  const body = { table, filename: file.name, ...(isGzip && { compression: 'gzip' }) }
  const { id } = await request<Import>('POST', '/v1/imports', body, signal)
  onCreated(id)
  const path = `/v1/imports/${encodeURIComponent(id)}`
  const pieces = Math.ceil(file.size / pieceBytes)
  for (let n = 1; n <= pieces; n += 1) {
    const start = (n - 1) * pieceBytes
    const bytes = file.slice(start, start + pieceBytes)
    await sendPiece(`${path}/pieces/${n}`, bytes, { onSent: (sent) => onSent(start + sent), signal })
  }
  return request('POST', `${path}/complete`, { pieces }, signal)
}

/** Sends one piece. Retries are safe, because the API replaces a piece that is sent again. */
async function sendPiece(path: string, bytes: Blob, sending: Omit<Sending, 'onCreated'>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await sendBytes('PUT', path, { bytes, contentType: 'application/octet-stream', ...sending })
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isTemporary) || attempt === maxAttemptsPerPiece) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs * attempt))
    }
  }
}
