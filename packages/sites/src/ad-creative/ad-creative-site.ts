import { fieldOf } from '../schema-org/read-text.ts'
import { describeIssues } from '../site/describe-issues.ts'
import { missing } from '../site/field.ts'
import { onlyPageOptions, pageRequest } from '../site/page-options.ts'
import { type Site, UnreadablePage } from '../site/site.ts'
import { withinBudget } from '../site/work-budget.ts'
import { readCreative } from './read-creative.ts'

/** Reads an ad's page. The record's name is the ad's title, its address the landing address, its image the first medium. */
export const adCreative: Site = withinBudget({
  name: 'ad-creative',
  page: {
    request: ({ url, options }) => pageRequest(url, onlyPageOptions.parse(options)),
    extract(page) {
      if (page.status >= 400)
        throw new UnreadablePage(`Expected an ad at ${page.url}, but the server answered ${page.status}.`)
      const { title, landingUrl, media } = readCreative(page)
      const sold = { price: missing, availability: missing, brand: missing, items: [] }
      return { name: fieldOf(title), url: fieldOf(landingUrl), image: fieldOf(media[0] ?? null), ...sold }
    },
  },
  checkOptions: (options) => describeIssues(onlyPageOptions.safeParse(options)),
})
