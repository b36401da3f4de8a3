import type { Pipeline } from '../api/bodies.ts'

export const releasePath = (name: Pipeline['name']): string => `/v1/pipelines/${name}/release`

/** What is said of a release. */
export const releaseNotice = ({ released }: { released: number }): string =>
  released === 1 ? 'One record is free again.' : `${released.toLocaleString()} records are free again.`
