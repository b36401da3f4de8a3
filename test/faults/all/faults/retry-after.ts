import { defineFault } from '../fault.ts'
import { SweepWork } from '../work/sweep-work.ts'

const outlets = 13

export const longRetryAfter = defineFault({
  name: 'retry-after',
  title: 'an outlet of a sweep answers Retry-After of an hour',
  begin(world) {
    const { busy } = world.odd
    busy.answer = (request, response) =>
      request.url === '/robots.txt'
        ? response.writeHead(404).end()
        : response.writeHead(429, { 'retry-after': '3600' }).end()
    return SweepWork.begin(world, outlets, {
      urlOf: (word, n) => `${n === 1 ? busy.origin : world.town.origin}/odd/shop/${n}?plain=1&of=${word}${n}`,
      ends: ['partial'],
      isReached: (n) => n > 1,
    })
  },
  async strike(_world, work) {
    await work.seen(1)
    return undefined
  },
})
