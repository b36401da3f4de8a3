import type { ItemRecord, PageRecord } from '@edgesweep/sites/records.ts'
import type { Page } from '@edgesweep/sites/site.ts'
import type { Context } from '../context.ts'
import type { FileKind } from '../job/job-spec.ts'
import { enqueueFiles } from './enqueue-files.ts'
import { imageAddresses } from './image-addresses.ts'
import type { FileJob } from './job-of-file.ts'
import { keepFile } from './keep-file.ts'

/** A job whose files are kept, and what it wants kept. */
export interface FilesWanted {
  job: FileJob
  files: FileKind[]
}

/** Keeps what a job wants of what it has read: screenshots at once, images by file tasks. The browser is released by then. */
export async function keepJobFiles(
  ctx: Pick<Context, 'db' | 'files' | 'wakes' | 'log'>,
  { job, files }: FilesWanted,
  pages: Page[],
  record: PageRecord | ItemRecord[],
): Promise<void> {
  for (const { url, screenshot } of files.includes('screenshot') ? pages : []) {
    if (!screenshot) continue
    await keepFile(ctx, job, { url: `${url}#screenshot`, body: new Uint8Array(screenshot), contentType: 'image/png' })
  }
  if (files.includes('images')) await enqueueFiles(ctx, job, imageAddresses(record))
}
