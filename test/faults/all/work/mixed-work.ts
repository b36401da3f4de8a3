import type { World } from '../world.ts'
import { JobWork } from './job-work.ts'
import { cartJobs, pageJobs } from './wanted.ts'

/** The usual struck work: carts of three terms, and pages of both lanes, a few seconds of work in all. */
export async function mixedWork(world: World): Promise<JobWork> {
  const work = new JobWork(world, JobWork.nextWord())
  await work.submit([
    ...cartJobs(work.word, 8),
    ...pageJobs(world.town, work.word, 16),
    ...pageJobs(world.town, `${work.word}b`, 8, { lane: 'bulk' }),
  ])
  return work
}
