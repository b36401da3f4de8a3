import { browserNice } from '@edgesweep/infra/local/chromium.ts'

/**
 * The priority of the browsers of stacks: in a test that of other programs, because a browser of the lowest priority loads no page beside programs
 * that need all processors; in a bench the usual one.
 */
export const stackBrowserNice = process.env.VITEST ? 0 : browserNice
