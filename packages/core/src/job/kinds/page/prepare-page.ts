import { EdgesweepError } from '../../../errors.ts'
import { checkTarget } from '../../../visit/check-target.ts'
import type { Preparation } from '../preparation.ts'
import { findPageSite } from './find-page-site.ts'
import type { PageJobRequest } from './page-kind.ts'

export const pagePreparation: Preparation<PageJobRequest, PageJobRequest> = {
  async prepare(ctx, request) {
    checkTarget(request.url, ctx.settings.allowedTargets, 'url')
    const site = findPageSite(request.site)
    const wrong = site.checkOptions(request.options ?? null)
    if (wrong) throw new EdgesweepError('invalid_input', wrong, { field: 'options' })
    return request
  },
}
