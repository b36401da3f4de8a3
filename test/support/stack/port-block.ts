import { isFree } from '@edgesweep/infra/local/ports.ts'

/** The first port. All are below the ports of outgoing connections, which could occupy a port before its server starts. */
const first = 20_000
const size = 10
const blocks = 1_264
/** The blocks are divided into this many shares. Test files that run at the same time use different shares. */
const shares = 8

const blocksOfShare = Math.floor(blocks / shares)
let next = Math.floor(Math.random() * blocksOfShare)

/** The first of ten ports. No other test of this run gets any of them. */
export async function portBlock(): Promise<number> {
  const share = Number(process.env.VITEST_POOL_ID ?? 0) % shares
  for (;;) {
    const block = share + shares * (next++ % blocksOfShare)
    const port = first + size * block
    if (await isFree(port)) return port
  }
}
