import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { WorkerResources } from '../resources/resources.ts'

/** The bundle of a Worker. Cloudflare's limit applies to the gzipped size. */
export interface Bundle {
  worker: string
  /** Relative to the project's root. */
  path: string
  bytes: number
  gzipBytes: number
}

/** Measures the bundle that `npm run bundle` made of a Worker. Throws if there is none. */
export function measureBundle(root: string, { name, folder }: WorkerResources): Bundle {
  const path = join(folder, 'dist', 'worker.js')
  const code = readFileSync(path)
  return { worker: name, path: relative(root, path), bytes: code.length, gzipBytes: gzipSync(code).length }
}
