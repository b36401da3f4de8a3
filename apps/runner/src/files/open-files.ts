import { fileURLToPath } from 'node:url'
import type { FileStore } from '@edgesweep/core/context.ts'
import { folderFiles } from './folder-files.ts'
import { s3Files } from './s3-files.ts'

/** The variables of the file store. */
export interface FilesEnv {
  /** `file:///var/lib/edgesweep`, or `s3://BUCKET?endpoint=https://ACCOUNT.r2.cloudflarestorage.com&region=auto` */
  FILES_URL?: string
  /** The bucket's keys; secrets. */
  FILES_ACCESS_KEY_ID?: string
  FILES_SECRET_ACCESS_KEY?: string
}

const forms =
  'file:///FOLDER or s3://BUCKET?endpoint=https://ACCOUNT.r2.cloudflarestorage.com (add &region=REGION unless it is "auto")'

/** Opens the file store; null if `FILES_URL` is not set. Throws an Error that names the variable if one is invalid. */
export function openFiles(env: FilesEnv): FileStore | null {
  if (!env.FILES_URL) return null
  const url = URL.parse(env.FILES_URL)
  if (url?.protocol === 'file:') return folderFiles(fileURLToPath(url))
  const endpoint = url?.protocol === 's3:' ? URL.parse(url.searchParams.get('endpoint') ?? '') : null
  if (!url?.hostname || !endpoint || !/^https?:$/.test(endpoint.protocol)) throw new Error(`FILES_URL must be ${forms}`)
  const { FILES_ACCESS_KEY_ID: accessKeyId, FILES_SECRET_ACCESS_KEY: secretAccessKey } = env
  if (!accessKeyId || !secretAccessKey)
    throw new Error('FILES_ACCESS_KEY_ID and FILES_SECRET_ACCESS_KEY must be set for an s3: FILES_URL')
  return s3Files({
    endpoint: endpoint.href.replace(/\/+$/, ''),
    bucket: url.hostname,
    region: url.searchParams.get('region') ?? 'auto',
    accessKeyId,
    secretAccessKey,
  })
}
