import { CheerioCrawler, Configuration, log } from '@crawlee/cheerio'
import { extractFrom } from '../scrape/readers/read-some.ts'
import { crawlRounds } from './crawl-rounds.mjs'

log.setLevel(log.LEVELS.WARNING)

const configuration = new Configuration({ persistStorage: false })

crawlRounds(
  (options, keep, fail) =>
    new CheerioCrawler(
      {
        ...options,
        async requestHandler({ body, request, response, contentType }) {
          const { asked } = request.userData
          const page = {
            url: asked.url,
            status: response.statusCode,
            contentType: contentType.type,
            body: String(body),
          }
          keep(request, extractFrom(asked, page))
        },
        failedRequestHandler: ({ request }, error) => fail(request, error),
      },
      configuration,
    ),
)
