import { styleText } from 'node:util'

/** What a person or a program needs to use a local run; the JSON line has exactly these. */
export type Ready = {
  ready: true
  api: string
  key: string
  dashboard: string
  demo: string
  inbox: string
  database: string
  webhook_secret: string
}

/** The lines for a person: where everything is, and a command to paste. */
export function announcement(ready: Ready): string {
  const rows = [
    ['Dashboard', ready.dashboard],
    ['API', ready.api],
    ['API key', ready.key],
    ['Webhook inbox', ready.inbox],
    ['Demo town', ready.demo],
    ['Database', ready.database],
  ] as const
  const lines = rows.map(([name, value]) => `  ${styleText('dim', name.padEnd(14))} ${styleText('cyan', value)}`)
  const curl = [
    `curl -X POST ${ready.api}/cart \\`,
    `  -H "Authorization: Bearer ${ready.key}" -H 'content-type: application/json' \\`,
    `  -d '{"items":["milk","eggs","bread"],"zipcode":"10001"}'`,
  ]
  const title = styleText(['bold', 'green'], 'Edgesweep is ready.')
  return `\n${title}\n\n${lines.join('\n')}\n\nAsk for a cart:\n\n${curl.join('\n')}\n\nCtrl-C stops everything; its data stays.\n`
}
