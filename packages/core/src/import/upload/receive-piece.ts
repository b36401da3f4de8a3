import type { Caller } from '../../caller.ts'
import type { Context, SizedStream } from '../../context.ts'
import { EdgesweepError } from '../../errors.ts'
import { importFiles } from '../import-files.ts'
import { findUpload } from './find-import.ts'

/** Cloudflare takes no larger body. */
const maxPieceBytes = 100_000_000

/**
 * Keeps a piece of a file, from 1; the same number again replaces what was there. Throws `not_found`, `conflict`, and `too_large`, and
 * `invalid_input` for an empty one.
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

/** Throws `too_large`, and `invalid_input` when there is nothing. */
export function checkPieceSize(bytes: number): void {
  if (bytes === 0) throw new EdgesweepError('invalid_input', 'the body is empty: send the file', { field: 'body' })
  if (bytes <= maxPieceBytes) return
  const message = `a body may have ${maxPieceBytes} bytes at most: begin with POST /v1/imports and a JSON body, and send the file in pieces`
  throw new EdgesweepError('too_large', message, { field: 'body' })
}
