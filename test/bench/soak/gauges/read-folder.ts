import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The content of a folder. */
export interface FolderUse {
  files: number
  bytes: number
}

/** Adds up a folder and its subfolders, for files that `counts` accepts. Files that vanish meanwhile do not count. */
export function readFolder(path: string, counts: (name: string, bytes: number) => boolean = () => true): FolderUse {
  const sum = { files: 0, bytes: 0 }
  const addFile = (name: string, bytes: number | undefined) => {
    if (bytes === undefined || !counts(name, bytes)) return
    sum.bytes += bytes
    sum.files += 1
  }
  const add = (folder: string) => {
    for (const entry of list(folder)) {
      const inside = join(folder, entry.name)
      if (entry.isDirectory()) add(inside)
      else if (entry.isFile()) addFile(entry.name, lstatSync(inside, { throwIfNoEntry: false })?.size)
    }
  }
  add(path)
  return sum
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
