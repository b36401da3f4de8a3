import type { RequestListener } from 'node:http'
import { defineFault } from '../fault.ts'
import { JobWork, type WantedJob } from '../work/job-work.ts'
import { oddPage, pageJobs } from '../work/wanted.ts'
import type { World } from '../world.ts'

const copies = 3
/** A page may take a second of the processor, and here everything shares one thread. */
const allowanceMs = 3_000 + copies * 1_500
const healthy = 12
const html = { 'content-type': 'text/html' }
/** Either verdict is right, as long as it comes. */
const ends = ['completed', 'failed']

/** As slow as an allowed selector can be: it looks through all later paragraphs of each. */
const css = 'p ~ p b i'
const paragraphs = (count: number) => `<div>${'<p><b>a</b></p>'.repeat(count)}</div>`

/** Some jobs of a heavy kind among healthy ones. */
async function among(world: World, make: (word: string, n: number) => WantedJob): Promise<JobWork> {
  const work = new JobWork(world, JobWork.nextWord())
  const heavy = Array.from({ length: copies }, (_, n) => make(work.word, n + 1))
  await work.submit([...heavy, ...pageJobs(world.town, `${work.word}h`, healthy)])
  return work
}

const serve =
  (body: string): RequestListener =>
  (request, response) =>
    request.url === '/robots.txt' ? response.writeHead(404).end() : response.writeHead(200, html).end(body)

export const heavySelector = defineFault({
  name: 'slow-selector',
  title: 'a selector made to be slow',
  allowanceMs,
  begin(world) {
    const { heavy } = world.odd
    heavy.answer = serve(paragraphs(80_000))
    return among(world, (word, n) =>
      oddPage(`${heavy.origin}/selector?of=${word}${n}`, { ends, options: { page: { name: { css } } } }),
    )
  },
  strike: async () => undefined,
})

export const heavyPage = defineFault({
  name: 'slow-page',
  title: 'a page made to be slow',
  allowanceMs,
  isShort: true,
  begin(world) {
    const { heavy } = world.odd
    heavy.answer = serve(`${'<i a=b>'.repeat(900)}${'<b>x</b>'.repeat(900_000)}`)
    return among(world, (word, n) => oddPage(`${heavy.origin}/page?of=${word}${n}`, { ends }))
  },
  strike: async () => undefined,
})

export const heavyRobots = defineFault({
  name: 'slow-robots',
  title: 'a robots.txt made to be slow',
  allowanceMs,
  begin(world) {
    const { robots } = world.odd
    const rule = `Disallow: /${'*a'.repeat(45)}*b$\n`
    robots.answer = (request, response) =>
      request.url === '/robots.txt'
        ? response.writeHead(200, { 'content-type': 'text/plain' }).end(`User-agent: *\n${rule.repeat(5_000)}`)
        : response.writeHead(200, html).end('<h1 id="name">Slow rules</h1>')
    return among(world, (word, n) => oddPage(`${robots.origin}/${'a'.repeat(900)}?of=${word}${n}`, { ends }))
  },
  strike: async () => undefined,
})
