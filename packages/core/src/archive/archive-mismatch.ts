/** What is in the bucket is not what the table has: it is to be written again, and the partition stays. */
export class ArchiveMismatch extends Error {
  override name = 'ArchiveMismatch'
}
