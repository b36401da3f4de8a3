import { styleText } from 'node:util'
import type { Finding } from './finding.ts'

const marks = {
  ok: styleText('green', '✔'),
  missing: styleText('red', '✘'),
  unknown: styleText('yellow', '?'),
} as const

/** The findings for a person: one a line, each that is missing with its remedy, then what was not looked at by reason, and a sum. */
export function describeFindings(findings: Finding[]): string {
  const of = (state: Finding['state']) => findings.filter((finding) => finding.state === state)
  const seen = findings.filter(({ state }) => state !== 'unknown')
  const unseen = Map.groupBy(of('unknown'), ({ detail }) => detail)
  const lines = [
    ...seen.flatMap(({ about, state, detail, remedy }) => [
      `  ${marks[state]} ${about}${detail ? `: ${detail}` : ''}`,
      ...(remedy ? [styleText('dim', `      → ${remedy}`)] : []),
    ]),
    ...[...unseen].flatMap(([reason, group]) => [
      `  ${marks.unknown} not looked at, since ${reason}:`,
      ...group.map(({ about }) => `      ${about}`),
    ]),
  ]
  const [missing, unknown] = [of('missing').length, of('unknown').length]
  const sum =
    missing + unknown === 0
      ? 'Nothing is missing.'
      : `${missing} missing, ${unknown} not looked at, ${of('ok').length} in order.`
  return `${lines.join('\n')}\n\n${sum}`
}
