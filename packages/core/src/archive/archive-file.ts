import type { HistoryKind } from '@edgesweep/db/history-kind.ts'

/** Digits of a file's hash in its name. */
const hashDigits = 16

/**
 * `archive/<table>/<yyyy-mm-dd>/<part>-<hash>.ndjson.gz`, part numbered from 1. By the hash the same part written again has the same name, and
 * a writer that comes late replaces nothing that differs.
 */
export const archiveFile = (part: { kind: HistoryKind; day: string; part: number; sha256: string }): string =>
  `archive/${part.kind}/${part.day}/${String(part.part).padStart(5, '0')}-${part.sha256.slice(0, hashDigits)}.ndjson.gz`
