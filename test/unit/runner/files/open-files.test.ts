import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FileStore } from '@edgesweep/core/context.ts'
import { openFiles } from '@edgesweep/runner/files/open-files.ts'
import { expect, onTestFinished, test } from 'vitest'
import { fileListerCases } from '../../../support/conformance/file-lister-cases.ts'
import { fileStoreCases } from '../../../support/conformance/file-store-cases.ts'
import { serve } from '../../../support/serve.ts'
import { inMemoryFiles } from '../../../support/storage/in-memory-files.ts'

const keys = { FILES_ACCESS_KEY_ID: 'key', FILES_SECRET_ACCESS_KEY: 'secret' }
const name = 'files/key_1/2026-11-25/job_1/a.png'

async function inFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'edgesweep-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, files: openFiles({ FILES_URL: pathToFileURL(folder).href })! }
}

/** A server that stores the bodies of signed requests. It answers the first request with 503. */
async function inBucket(): Promise<{ files: FileStore; paths(): string[] }> {
  const objects = new Map<string, { body: Buffer; type: string }>()
  let failed = false
  const { origin } = await serve(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const sent = Buffer.concat(chunks)
    const signed = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=key/')
    if (!signed) return response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
    if (!failed) {
      failed = true
      return response.writeHead(503).end()
    }
    const path = request.url!
    if (request.method === 'PUT') objects.set(path, { body: sent, type: request.headers['content-type']! })
    if (request.method === 'DELETE') return response.writeHead(objects.delete(path) ? 204 : 404).end()
    const found = objects.get(path)
    if (!found) return response.writeHead(404).end()
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const body = first ? found.body.subarray(Number(first), Number(last) + 1) : found.body
    response.writeHead(first ? 206 : 200, { 'content-type': found.type, 'content-length': body.length })
    response.end(request.method === 'GET' ? body : undefined)
  })
  const files = openFiles({ FILES_URL: `s3://bucket-1?endpoint=${origin}`, ...keys })!
  return { files, paths: () => [...objects.keys()] }
}

test.each(fileStoreCases)('in memory: $name', ({ run }) => run(inMemoryFiles()))
test.each(fileListerCases)('in memory: $name', ({ run }) => run(inMemoryFiles()))
test.each(fileStoreCases)('in a folder: $name', async ({ run }) => run((await inFolder()).files))
test.each(fileStoreCases)('in a bucket of S3: $name', async ({ run }) => run((await inBucket()).files))

test.each([
  ['folder', async () => (await inFolder()).files],
  ['bucket', async () => (await inBucket()).files],
])('a %s that refuses a stream reports the announced and the received bytes', async (_, open) => {
  const stream = new Response('picture').body!
  await expect((await open()).put(name, { stream, size: 9 }, 'image/png')).rejects.toThrow(
    'expected 9 bytes, received 7',
  )
})

test('a file whose stream fails leaves nothing in the folder', async () => {
  const { folder, files } = await inFolder()
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) })
  await expect(files.put(name, { stream: broken, size: 9 }, 'image/png')).rejects.toThrow('cut')
  const left = await readdir(folder, { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile())).toEqual([])
})

test('a name becomes a percent-encoded path in the bucket', async () => {
  const { files, paths } = await inBucket()
  const hash = createHash('sha256').update('x').digest('hex')
  await files.put(`files/a b/${hash}.txt`, 'x', 'text/plain')
  expect(paths()).toEqual([`/bucket-1/files/a%20b/${hash}.txt`])
})

test('the error of a bucket names the bucket, the file and the reason', async () => {
  const { origin } = await serve((_, response) =>
    response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
  )
  const files = openFiles({ FILES_URL: `s3://bucket-1?endpoint=${origin}`, ...keys })!
  await expect(files.put(name, 'x', 'text/plain')).rejects.toThrow(
    `bucket-1 did not store ${name}: it answered 403 AccessDenied`,
  )
})

test('without FILES_URL there is no file store', () => expect(openFiles({})).toBeNull())

test.each([
  's3://bucket',
  's3:?endpoint=https://r2.example',
  's3://bucket?endpoint=ftp://x',
  '/srv/files',
  'https://x',
])('FILES_URL %s is refused, and the error lists the accepted forms', (url) =>
  expect(() => openFiles({ FILES_URL: url, ...keys })).toThrow('FILES_URL must be file:///FOLDER or s3://'),
)

test('the error for a bucket without keys names the missing variables', () => {
  const env = { FILES_URL: 's3://bucket?endpoint=https://r2.example', FILES_ACCESS_KEY_ID: 'key' }
  expect(() => openFiles(env)).toThrow('FILES_SECRET_ACCESS_KEY must be set')
})
