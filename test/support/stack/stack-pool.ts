import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { Ready } from '@edgesweep/infra/local/announce.ts'
import { LOOPBACK } from '@edgesweep/infra/local/ports.ts'
import type { TestProject } from 'vitest/node'
import { portBlock } from './port-block.ts'
import prepareStacks from './prepare-stacks.ts'
import { type OwnStack, startStack } from './stack.ts'

/** The requirements of a test file for a shared stack. */
export type Wish = {
  /** Number of outlets in the demo town. */
  outlets: number
  /** Number of ports for the test's own servers. The stack may scrape these, and their pages may call its API. */
  guests: number
}

/** A stack that one test file holds while it runs. */
export type Loan = Ready & { id: number; home: string; guests: number[] }

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the pool: POST a wish to borrow a stack, DELETE a loan to return it. */
    stackPool: string
  }
}

type Pooled = { outlets: number; guests: number[]; isLent: boolean; stack: OwnStack }
type Pool = { url: string; users: number; close(): Promise<void> }

/** Each project of a run loads its own copy of this module, so the shared state hangs on the process. */
const holder = globalThis as typeof globalThis & { edgesweepStackPool?: Promise<Pool> }

/**
 * Vitest's global setup: lends stacks to test files. Files with the same town share a stack one after the other, and get one each at
 * the same time. No port is lent to two files, because a stack remembers the behaviour of a host.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.edgesweepStackPool ??= openPool()
  const pool = await holder.edgesweepStackPool
  pool.users += 1
  project.provide('stackPool', pool.url)
  return async () => {
    pool.users -= 1
    if (pool.users > 0) return
    holder.edgesweepStackPool = undefined
    await pool.close()
  }
}

async function openPool(): Promise<Pool> {
  await prepareStacks()
  const stacks: Pooled[] = []

  async function lend({ outlets, guests }: Wish): Promise<Loan> {
    const fits = (one: Pooled) => !one.isLent && one.outlets === outlets && one.guests.length >= guests
    const one = stacks.find(fits) ?? (await add(outlets))
    one.isLent = true
    const { process: _, ...stack } = one.stack
    return { ...stack, id: stacks.indexOf(one), guests: one.guests.splice(0, guests) }
  }

  async function add(outlets: number): Promise<Pooled> {
    const one = { ...(await startPooled(outlets)), isLent: true }
    stacks.push(one)
    return one
  }

  const server = createServer(async (request, response) => {
    try {
      if (request.method === 'POST') response.end(JSON.stringify(await lend((await json(request)) as Wish)))
      else {
        stacks[Number(request.url!.slice(1))]!.isLent = false
        response.end()
      }
    } catch (error) {
      response.writeHead(500).end((error as Error).message)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve))
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    users: 0,
    async close() {
      server.closeAllConnections()
      server.close()
      await Promise.all(stacks.map(({ stack }) => stack[Symbol.asyncDispose]()))
    },
  }
}

async function startPooled(outlets: number): Promise<Omit<Pooled, 'isLent'>> {
  const first = await portBlock()
  const guests = Array.from({ length: 10 }, (_, n) => first + n)
  const hosts = guests.map((port) => `${LOOPBACK}:${port}`)
  const origins = hosts.map((host) => `http://${host}`).join(',')
  const args = [...hosts.flatMap((host) => ['--allow', host]), '--set', `ALLOWED_ORIGINS=${origins}`]
  return { outlets, guests, stack: await startStack({ outlets, args }) }
}
