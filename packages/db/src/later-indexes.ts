/**
 * Indexes of tables that may have millions of rows by the time the index is new. They are built after the migrations, without stopping those who
 * write the tables. A changed index gets another name.
 */
export const laterIndexes: Record<string, string> = {
  // What is deleted when it is old enough.
  file_tasks_ended: 'file_tasks (ended_at) where ended_at is not null',
  // Which rows name a file of the bucket, in the order in which the bucket lists its files.
  file_tasks_by_name: 'file_tasks (name collate "C") where name is not null',
  outlet_pages_by_file: 'outlet_pages (file collate "C")',
  file_tasks_by_host: 'file_tasks (host_of(url), next_attempt_at, id) where ended_at is null',
  // Claims are taken from many lines, so they are not among the tasks that have been due longest.
  file_tasks_claimed: "file_tasks (lease_expires_at) where status = 'processing'",
}
