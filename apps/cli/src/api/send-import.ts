import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { ApiFlags } from './api-flags.ts'
import { askApi } from './ask-api.ts'

/** How an import stands. */
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
const Under = Import.extend({ progress: z.number(), ended_at: z.string().nullable() })

export interface ImportFlags extends ApiFlags {
  into: string
  encoding?: string
  compression?: string
}

/** Told of a phase how much of it is done (0 to 1), and of the rows that were read. */
export type OnProgress = (phase: string, share: number, rows: number) => void

const pieceBytes = 32 * 1024 * 1024
const lookAgainMs = 500

/** Sends a file in pieces and follows its import to the end. Throws `ApiError` with what was refused. */
export async function sendImport(flags: ImportFlags, path: string, onProgress: OnProgress): Promise<SentImport> {
  const { into: table, encoding, compression } = flags
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const json = { table, filename: basename(path), encoding, compression }
    const begun = await askApi(flags, { method: 'POST', path: '/v1/imports', json })
    const { id } = Import.parse(await begun.json())
    let n = 0
    for (let at = 0; at < size; at += pieceBytes) {
      onProgress('uploading', at / size, 0)
      const piece = new Uint8Array(Math.min(pieceBytes, size - at))
      await file.read(piece, 0, piece.length, at)
      n += 1
      await askApi(flags, { method: 'PUT', path: `/v1/imports/${id}/pieces/${n}`, body: () => piece })
    }
    // An empty file is told what it lacks as any other.
    const pieces = Math.max(1, n)
    await askApi(flags, { method: 'POST', path: `/v1/imports/${id}/complete`, json: { pieces } })
    for (;;) {
      const now = Under.parse(await (await askApi(flags, { method: 'GET', path: `/v1/imports/${id}` })).json())
      onProgress(now.status, now.progress, now.rows_read)
      if (now.ended_at) return now
      await sleep(lookAgainMs)
    }
  } finally {
    await file.close()
  }
}

/** Saves an import's reject file; gives where. */
export async function saveRejects(flags: ApiFlags, importId: string, path: string): Promise<string> {
  const { body } = await askApi(flags, { method: 'GET', path: `/v1/imports/${importId}/rejects` })
  if (body) await pipeline(Readable.fromWeb(body as import('node:stream/web').ReadableStream), createWriteStream(path))
  return path
}
