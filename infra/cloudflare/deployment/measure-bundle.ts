import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { WorkerResources } from '../resources/resources.ts'

/** A Worker as wrangler bundled it. Cloudflare counts the gzipped size against its limit. */
export interface Bundle {
  worker: string
  /** From the project's root. */
  path: string
  bytes: number
  gzipBytes: number
}

/** Measures what `npm run bundle` made of a Worker. Throws when there is no bundle. */
export function measureBundle(root: string, { name, folder }: WorkerResources): Bundle {
  const path = join(folder, 'dist', 'worker.js')
  const code = readFileSync(path)
  return { worker: name, path: relative(root, path), bytes: code.length, gzipBytes: gzipSync(code).length }
}
