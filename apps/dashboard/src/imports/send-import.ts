import type { Import } from '../api/bodies.ts'
import { ApiProblem } from '../api/problem.ts'
import { request } from '../api/request.ts'
import { sendBytes } from '../api/send-bytes.ts'

/** The API takes 100 MB in one request. */
const maxAtOnce = 64 * 1024 * 1024
/** All pieces but the last have one size. */
const pieceBytes = 32 * 1024 * 1024
const triesOfAPiece = 4
const pauseMs = 2_000

export interface Sending {
  /** Told the import's id as soon as there is one. */
  onCreated: (id: string) => void
  /** Told how many bytes of the file are on their way. */
  onSent: (sent: number) => void
  signal: AbortSignal
}

/** Sends a CSV file, gzip or not, to be imported into a table: small ones at once, large ones in pieces. Throws an `ApiProblem`. */
export async function sendImport(file: File, table: string, { onCreated, onSent, signal }: Sending): Promise<Import> {
  const isGzip = /\.gz$/i.test(file.name)
  const contentType = isGzip ? 'application/gzip' : 'text/csv'
  if (file.size <= maxAtOnce) {
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

/** A piece that is sent again takes the place of the one before. */
async function sendPiece(path: string, bytes: Blob, sending: Omit<Sending, 'onCreated'>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendBytes('PUT', path, { bytes, contentType: 'application/octet-stream', ...sending })
    } catch (error) {
      if (!(error instanceof ApiProblem && error.isPassing) || tries === triesOfAPiece) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs * tries))
    }
  }
}
