import type { Caller } from '../../caller.ts'
import type { Context, SizedStream } from '../../context.ts'
import { EdgesweepError } from '../../errors.ts'
import { importFiles } from '../import-files.ts'
import { findUpload } from './find-import.ts'

/** Cloudflare accepts no larger body. */
const maxPieceBytes = 100_000_000

/**
 * Stores a piece of a file, numbered from 1. The same number again replaces the piece. Throws `not_found`, `conflict`,
 * `too_large`, and `invalid_input` for an empty piece.
 */
export async function receivePiece(
  ctx: Pick<Context, 'db' | 'files'>,
  caller: Caller,
  { importId, n }: { importId: string; n: number },
  piece: SizedStream,
): Promise<void> {
  checkPieceSize(piece.size)
  await findUpload(ctx, caller, importId)
  await ctx.files.put(importFiles.piece(importId, n), piece, 'application/octet-stream')
}

/** Throws `too_large` for more than 100,000,000 bytes, and `invalid_input` for none. */
export function checkPieceSize(bytes: number): void {
  if (bytes === 0) throw new EdgesweepError('invalid_input', 'the body is empty: send the file', { field: 'body' })
  if (bytes <= maxPieceBytes) return
  const message = `a body may have at most ${maxPieceBytes} bytes: begin with POST /v1/imports and a JSON body, and send the file in pieces`
  throw new EdgesweepError('too_large', message, { field: 'body' })
}
