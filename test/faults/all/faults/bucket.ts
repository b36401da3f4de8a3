import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineFault } from '../fault.ts'
import { JobWork } from '../work/job-work.ts'
import { pageJobs } from '../work/wanted.ts'

const awayMs = 8_000
const pages = 24

export const failingBucket = defineFault({
  name: 'bucket-fails',
  title: `R2 refuses every file for ${awayMs / 1_000} s`,
  // They store their pages in the same bucket.
  without: ['page', 'bulk'],
  async begin(world) {
    const work = new JobWork(world, JobWork.nextWord())
    await work.submit(pageJobs(world.town, work.word, pages))
    return work
  },
  async strike(world, work) {
    await work.seen(4)
    const blobs = join(world.stack.home, 'workers', 'r2', 'edgesweep-files', 'blobs')
    renameSync(blobs, `${blobs}-away`)
    // A file in the place of the folder: nothing can be put below it.
    writeFileSync(blobs, '')
    try {
      await sleep(awayMs)
    } finally {
      rmSync(blobs)
      renameSync(`${blobs}-away`, blobs)
    }
    return undefined
  },
})
