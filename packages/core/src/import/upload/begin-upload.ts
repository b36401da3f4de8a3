import { createImport } from '@edgesweep/db/queries/import/create.ts'
import type { ImportRow } from '@edgesweep/db/rows/import-row.ts'
import { ulid } from 'ulid'
import type { Caller } from '../../caller.ts'
import type { Context } from '../../context.ts'
import { encodingOf } from '../csv/decode-text.ts'
import type { ImportRequest } from './import-request.ts'

/** Creates an import that waits for its file. Throws `invalid_input` for an unknown encoding. */
export function beginUpload(
  ctx: Pick<Context, 'db' | 'clock'>,
  { keyId }: Caller,
  { table, filename, encoding, compression }: ImportRequest,
): Promise<ImportRow> {
  if (encoding !== undefined) encodingOf(encoding)
  return createImport(ctx.db, {
    id: `imp_${ulid(ctx.clock.now())}`,
    keyId,
    table,
    filename,
    status: 'uploading',
    isLocal: false,
    bytes: null,
    encoding: encoding ?? null,
    compression: compression ?? null,
  })
}
