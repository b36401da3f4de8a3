import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A web server on a local port until the test ends, or until `whenOver` closes it. Port 0 is any free one. `host` is `127.0.0.1:port`. */
export async function serve(
  listener: RequestListener,
  whenOver: (end: () => Promise<void>) => void = onTestFinished,
  port = 0,
): Promise<{ host: string; origin: string }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  whenOver(async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { host, origin: `http://${host}` }
}
