import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FileStore } from '@edgesweep/core/context.ts'

/** Files in a folder. As in a bucket, a file is there whole or not at all, whenever its writer dies. */
export function folderFiles(folder: string): FileStore {
  return {
    put: async (name, body) => {
      const unfinished = join(folder, 'unfinished', crypto.randomUUID())
      const path = join(folder, name)
      await Promise.all([unfinished, path].map((file) => mkdir(dirname(file), { recursive: true })))
      await writeFile(unfinished, body)
      await rename(unfinished, path)
    },
    get: () => Promise.reject(new Error('these files are only written')),
  }
}
