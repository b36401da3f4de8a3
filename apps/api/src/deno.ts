import { createHostApp, listenAddress, logListening } from './host-app.ts'

type Handler = (request: Request) => Response | Promise<Response>
interface ServeOptions {
  hostname: string
  port: number
  onListen: (address: { hostname: string; port: number }) => void
}
declare const Deno: { serve(options: ServeOptions, handler: Handler): unknown }

/** The API on Deno: `deno run --allow-env --allow-net --allow-read --node-modules-dir=manual src/deno.ts` */
const app = createHostApp()
Deno.serve(
  { ...listenAddress(), onListen: ({ hostname, port }) => logListening(`http://${hostname}:${port}`) },
  (request) => app.fetch(request),
)
