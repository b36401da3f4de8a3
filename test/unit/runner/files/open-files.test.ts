import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FileStore } from '@edgesweep/core/context.ts'
import { openFiles } from '@edgesweep/runner/files/open-files.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serve } from '../../../support/serve.ts'

const keys = { FILES_ACCESS_KEY_ID: 'key', FILES_SECRET_ACCESS_KEY: 'secret' }
const name = 'files/key_1/2026-11-25/job_1/a.png'

async function inFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'edgesweep-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, files: openFiles({ FILES_URL: pathToFileURL(folder).href })! }
}

/** A server that keeps what it is sent by signed requests, and answers the first of them with 503. */
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

const read = async (files: FileStore) => {
  const found = await files.get(name)
  return found && { ...found, body: await new Response(found.body).text() }
}

describe.each([
  ['a folder', async () => (await inFolder()).files],
  ['a bucket', async () => (await inBucket()).files],
])('files in %s', (_, open) => {
  test('are given back as they were put, until they are deleted, and deleting what is not there is no error', async () => {
    const files = await open()
    await files.put(name, new TextEncoder().encode('picture'), 'image/png')
    expect(await read(files)).toEqual({ body: 'picture', contentType: 'image/png', size: 7 })
    await files.put(name, 'another', 'image/png')
    expect((await read(files))?.body).toBe('another')
    await files.delete([name, 'files/none'])
    await files.delete([name])
    expect(await files.get(name)).toBeNull()
  })

  test('are given in stretches, whose size is their own', async () => {
    const files = await open()
    await files.put(name, 'picture', 'image/png')
    for (const [offset, text] of [
      [0, 'pic'],
      [3, 'ture'],
      [6, 'e'],
    ] as const) {
      const found = await files.get(name, { offset, bytes: text.length })
      expect(await new Response(found!.body).text()).toBe(text)
      expect(found).toMatchObject({ size: text.length, contentType: 'image/png' })
    }
    expect(await files.get('files/none', { offset: 0, bytes: 1 })).toBeNull()
  })

  test('come from a stream too, and one that is not as long as was told is not kept', async () => {
    const files = await open()
    const stream = () => new Response('picture').body!
    await files.put(name, { stream: stream(), size: 7 }, 'image/png')
    expect((await read(files))?.body).toBe('picture')
    await files.delete([name])
    await expect(files.put(name, { stream: stream(), size: 9 }, 'image/png')).rejects.toThrow('9 bytes was told, and 7')
    expect(await files.get(name)).toBeNull()
  })
})

test('a file that breaks off leaves nothing in the folder', async () => {
  const { folder, files } = await inFolder()
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) })
  await expect(files.put(name, { stream: broken, size: 9 }, 'image/png')).rejects.toThrow('cut')
  const left = await readdir(folder, { recursive: true, withFileTypes: true })
  expect(left.filter((entry) => entry.isFile())).toEqual([])
})

test('a name is a path in the bucket, with what a path cannot hold escaped', async () => {
  const { files, paths } = await inBucket()
  const hash = createHash('sha256').update('x').digest('hex')
  await files.put(`files/a b/${hash}.txt`, 'x', 'text/plain')
  expect(paths()).toEqual([`/bucket-1/files/a%20b/${hash}.txt`])
})

test('a bucket that refuses is named, with its reason', async () => {
  const { origin } = await serve((_, response) =>
    response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>'),
  )
  const files = openFiles({ FILES_URL: `s3://bucket-1?endpoint=${origin}`, ...keys })!
  await expect(files.put(name, 'x', 'text/plain')).rejects.toThrow(
    `bucket-1 did not take ${name}: it answered 403 AccessDenied`,
  )
})

test('nobody said where: there are none', () => expect(openFiles({})).toBeNull())

test.each([
  's3://bucket',
  's3:?endpoint=https://r2.example',
  's3://bucket?endpoint=ftp://x',
  '/srv/files',
  'https://x',
])('FILES_URL %s is refused with what it may be', (url) =>
  expect(() => openFiles({ FILES_URL: url, ...keys })).toThrow('FILES_URL must be file:///FOLDER or s3://'),
)

test('a bucket without keys is refused by the names of the variables', () => {
  const env = { FILES_URL: 's3://bucket?endpoint=https://r2.example', FILES_ACCESS_KEY_ID: 'key' }
  expect(() => openFiles(env)).toThrow('FILES_SECRET_ACCESS_KEY must be set')
})
