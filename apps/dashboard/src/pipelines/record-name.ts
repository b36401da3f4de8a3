import type { PipelineRecord } from '../api/bodies.ts'

/** What a record is about, in its own word. */
export const recordName = ({ login, url, query, id }: PipelineRecord): string => login ?? url ?? query ?? id

/** Where that is on the web; null for a search. */
export const recordAddress = ({ login, url }: PipelineRecord): string | null =>
  login ? `https://github.com/${login}` : (url ?? null)
