import type { Pipeline } from '../api/bodies.ts'

export const releasePath = (name: Pipeline['name']): string => `/v1/pipelines/${name}/release`

/** The notice after claims were released. */
export const releaseNotice = ({ released }: { released: number }): string =>
  released === 1 ? '1 claim released.' : `${released.toLocaleString()} claims released.`
