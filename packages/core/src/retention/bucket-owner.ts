import type { Database } from '@edgesweep/db/database.ts'
import { readIdentity } from '@edgesweep/db/queries/operations/read-identity.ts'
import type { FileStore } from '../context.ts'

/** The database to which a bucket belongs. */
export type BucketOwner = 'this' | 'another' | 'unknown'

/** The file of the bucket that names its database. */
const ownerFile = 'identity/database'

export async function readBucketOwner(db: Database, files: Pick<FileStore, 'get'>): Promise<BucketOwner> {
  const file = await files.get(ownerFile)
  if (!file) return 'unknown'
  return (await new Response(file.body).text()) === (await readIdentity(db)) ? 'this' : 'another'
}

/** Makes the bucket this database's. */
export const ownBucket = async (db: Database, files: Pick<FileStore, 'put'>): Promise<void> =>
  files.put(ownerFile, await readIdentity(db), 'text/plain')
