import { styleText } from 'node:util'

/** The addresses and secrets of a local run. The JSON line of `--json` has exactly these fields. */
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

/** The announcement for people: all addresses, and a command to submit a cart. */
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
  return `\n${title}\n\n${lines.join('\n')}\n\nSubmit a cart:\n\n${curl.join('\n')}\n\nCtrl-C stops everything. The data stays.\n`
}
