import { serve } from '@hono/node-server'
import { createHostApp, listenAddress, logListening } from './host-app.ts'

/** The API on Node: `node src/node.ts` */
const { hostname, port } = listenAddress()
serve({ fetch: createHostApp().fetch, hostname, port }, (address) => logListening(`http://${hostname}:${address.port}`))
