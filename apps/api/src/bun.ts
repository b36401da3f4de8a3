import { createHostApp, listenAddress, logListening } from './host-app.ts'

interface BunServer {
  url: URL
}
declare const Bun: {
  serve(options: {
    hostname: string
    port: number
    fetch: (request: Request) => Response | Promise<Response>
  }): BunServer
}

/** The API on Bun: `bun src/bun.ts` */
const app = createHostApp()
logListening(Bun.serve({ ...listenAddress(), fetch: (request) => app.fetch(request) }).url)
