import { createReadStream } from 'node:fs'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import type { FileStore, SizedStream } from '@edgesweep/core/context.ts'
import { typeOfName } from '@edgesweep/core/file/file-name.ts'

/** A file store in a folder. Writes are atomic, even if the writer dies. The content type is derived from the name. */
export function folderFiles(folder: string): FileStore {
  return {
    put: async (name, body) => {
      const unfinished = join(folder, 'unfinished', crypto.randomUUID())
      const path = join(folder, name)
      await Promise.all([unfinished, path].map((file) => mkdir(dirname(file), { recursive: true })))
      try {
        await writeFile(unfinished, isStream(body) ? Readable.fromWeb(body.stream as NodeStream) : body)
        if (isStream(body)) await checkSize(unfinished, body.size)
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
    },
    get: async (name, range) => {
      const path = join(folder, name)
      const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null
        throw error
      })
      if (!found?.isFile()) return null
      const span = range && { start: range.offset, end: range.offset + range.bytes - 1 }
      const body = Readable.toWeb(createReadStream(path, span)) as ReadableStream<Uint8Array>
      return { body, contentType: typeOfName(name), size: range?.bytes ?? found.size }
    },
    delete: async (names) => {
      await Promise.all(names.map((name) => rm(join(folder, name), { force: true })))
    },
  }
}

const isStream = (body: string | Uint8Array | SizedStream): body is SizedStream =>
  typeof body === 'object' && 'stream' in body

async function checkSize(path: string, announced: number): Promise<void> {
  const { size } = await stat(path)
  if (size !== announced) throw new Error(`expected ${announced} bytes, received ${size}`)
}
