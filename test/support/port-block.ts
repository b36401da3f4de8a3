import { isFree } from '@edgesweep/infra/local/ports.ts'

/** Below what systems give to outgoing connections, which could take a port before its server has started. */
const first = 20_000
const size = 10
const blocks = 1_264
/** Test files that run side by side have shares of their own. */
const shares = 8

/** The first of ten ports for a stack; no other test of this run is given one of them. */
export async function portBlock(): Promise<number> {
  const share = Number(process.env.VITEST_POOL_ID ?? 0) % shares
  for (;;) {
    const block = share + shares * Math.floor((Math.random() * blocks) / shares)
    const port = first + size * block
    if (await isFree(port)) return port
  }
}
