import { findSite, siteNames } from '@edgesweep/sites/find-site.ts'
import { EdgesweepError } from '../../../errors.ts'
import { checkTarget } from '../../../visit/check-target.ts'
import type { Preparation } from '../preparation.ts'
import type { PageJobRequest } from './page-kind.ts'

export const pagePreparation: Preparation<PageJobRequest, PageJobRequest> = {
  async prepare(ctx, request) {
    checkTarget(request.url, ctx.settings.allowedTargets, 'url')
    const site = findSite(request.site)
    if (!site?.page) {
      const readers = siteNames.filter((name) => findSite(name)?.page).join(', ')
      const message = `no site "${request.site}" reads single pages; these do: ${readers}`
      throw new EdgesweepError('invalid_input', message, { field: 'site' })
    }
    const wrong = site.checkOptions(request.options ?? null)
    if (wrong) throw new EdgesweepError('invalid_input', wrong, { field: 'options' })
    return request
  },
}
