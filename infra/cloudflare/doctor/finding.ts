import { styleText } from 'node:util'

/** The state of one part of the deployment. `unknown`: it could not be checked, for the reason in `detail`. */
export interface Finding {
  about: string
  state: 'ok' | 'missing' | 'unknown'
  detail?: string
  /** The command or change that adds the missing part. */
  remedy?: string
}

export const ok = (about: string, detail?: string): Finding => ({ about, state: 'ok', ...(detail ? { detail } : {}) })

export const lacking = (about: string, detail: string, remedy: string): Finding => ({
  about,
  state: 'missing',
  detail,
  remedy,
})

export const unknown = (about: string, detail: string): Finding => ({ about, state: 'unknown', detail })

const marks = {
  ok: styleText('green', '✔'),
  missing: styleText('red', '✘'),
  unknown: styleText('yellow', '?'),
} as const

/** The report for people: one line for each finding, a remedy for each missing part, the unchecked parts by reason, and a summary. */
export function describeFindings(findings: Finding[]): string {
  const of = (state: Finding['state']) => findings.filter((finding) => finding.state === state)
  const checked = findings.filter(({ state }) => state !== 'unknown')
  const unchecked = Map.groupBy(of('unknown'), ({ detail }) => detail)
  const lines = [
    ...checked.flatMap(({ about, state, detail, remedy }) => [
      `  ${marks[state]} ${about}${detail ? `: ${detail}` : ''}`,
      ...(remedy ? [styleText('dim', `      → ${remedy}`)] : []),
    ]),
    ...[...unchecked].flatMap(([reason, group]) => [
      `  ${marks.unknown} not checked, because ${reason}:`,
      ...group.map(({ about }) => `      ${about}`),
    ]),
  ]
  const [missing, unknown] = [of('missing').length, of('unknown').length]
  const sum =
    missing + unknown === 0
      ? 'Nothing is missing.'
      : `${missing} missing, ${unknown} not checked, ${of('ok').length} in order.`
  return `${lines.join('\n')}\n\n${sum}`
}
