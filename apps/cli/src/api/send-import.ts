import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ApiFlags } from '../arguments/command-arguments.ts'
import { callApi } from './call-api.ts'

/** The outcome of an import, as the API reports it. */
const Import = z.object({
  id: z.string(),
  status: z.string(),
  error: z.string().nullable(),
  rows_read: z.int(),
  inserted: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  rejected: z.int(),
  duplicates: z.int(),
})
export type SentImport = z.infer<typeof Import>
const RunningImport = Import.extend({ progress: z.number(), ended_at: z.string().nullable() })

export interface ImportFlags extends ApiFlags {
  into: string
  encoding?: string
  compression?: string
}

/** Receives the phase, the share of it that is done (0 to 1) and the number of rows read. */
export type OnProgress = (phase: string, share: number, rows: number) => void

const pieceBytes = 32 * 1024 * 1024
const pollMs = 500

/** Uploads a file in pieces and follows its import to the end. Throws `ApiError` if the API refuses it. */
export async function sendImport(flags: ImportFlags, path: string, onProgress: OnProgress): Promise<SentImport> {
  const { into: table, encoding, compression } = flags
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const json = { table, filename: basename(path), encoding, compression }
    const created = await callApi(flags, { method: 'POST', path: '/v1/imports', json })
    const { id } = Import.parse(await created.json())
    let n = 0
    for (let at = 0; at < size; at += pieceBytes) {
      onProgress('uploading', at / size, 0)
      const piece = new Uint8Array(Math.min(pieceBytes, size - at))
      await file.read(piece, 0, piece.length, at)
      n += 1
      await callApi(flags, { method: 'PUT', path: `/v1/imports/${id}/pieces/${n}`, body: () => piece })
    }
    // An empty file counts as one piece, so that the import itself reports the missing header.
    const pieces = Math.max(1, n)
    await callApi(flags, { method: 'POST', path: `/v1/imports/${id}/complete`, json: { pieces } })
    for (;;) {
      const now = RunningImport.parse(await (await callApi(flags, { method: 'GET', path: `/v1/imports/${id}` })).json())
      onProgress(now.status, now.progress, now.rows_read)
      if (now.ended_at) return now
      await sleep(pollMs)
    }
  } finally {
    await file.close()
  }
}

/** Saves an import's reject file to `path` and returns `path`. */
export async function saveRejects(flags: ApiFlags, importId: string, path: string): Promise<string> {
  const { body } = await callApi(flags, { method: 'GET', path: `/v1/imports/${importId}/rejects` })
  if (body) await pipeline(Readable.fromWeb(body as import('node:stream/web').ReadableStream), createWriteStream(path))
  return path
}
