import type { PipelineRecord } from '../api/bodies.ts'

/** The login, address or query of a record; otherwise its id. */
export const recordName = ({ login, url, query, id }: PipelineRecord): string => login ?? url ?? query ?? id

/** The web address of a record; null for a search. */
export const recordAddress = ({ login, url }: PipelineRecord): string | null =>
  login ? `https://github.com/${login}` : (url ?? null)
