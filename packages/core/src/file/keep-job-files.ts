import type { ItemRecord, PageRecord } from '@edgesweep/sites/site/records.ts'
import type { Page, PageRequest } from '@edgesweep/sites/site/site.ts'
import type { Context, FileWakes } from '../context.ts'
import type { FileKind } from '../job/kinds/request-fields.ts'
import { enqueueFiles } from './enqueue-files.ts'
import { imageAddresses } from './image-addresses.ts'
import type { FileJob } from './job-of-file.ts'
import { keepFile } from './keep-file.ts'

/** A job, and the kinds of files to keep for it. */
export interface FilesWanted {
  job: FileJob
  files: FileKind[]
}

/** The request for a page of which the job may want a screenshot. Only a browser takes one. */
export const withScreenshot = (request: PageRequest, files: FileKind[]): PageRequest =>
  files.includes('screenshot') ? { ...request, via: 'render', screenshot: true } : request

/** Keeps a page's screenshot if the job wants it and a browser took one. The browser must be released. */
export async function keepScreenshot(
  ctx: Pick<Context, 'db' | 'files'>,
  { job, files }: FilesWanted,
  { url, screenshot }: Page,
): Promise<void> {
  if (!screenshot || !files.includes('screenshot')) return
  await keepFile(ctx, job, { url: `${url}#screenshot`, body: new Uint8Array(screenshot), contentType: 'image/png' })
}

/** Enqueues the images of a record if the job wants them. */
export async function keepImages(
  ctx: Pick<Context, 'db' | 'log'> & FileWakes,
  { job, files }: FilesWanted,
  record: PageRecord | ItemRecord[],
): Promise<void> {
  if (files.includes('images')) await enqueueFiles(ctx, job, imageAddresses(record))
}
