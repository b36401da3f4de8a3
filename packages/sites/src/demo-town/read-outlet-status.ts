import { load } from 'cheerio/slim'
import { found, missing } from '../site/field.ts'
import type { PlatformStatusRecord } from '../site/records.ts'
import type { Page } from '../site/site.ts'
import { UnreadablePage } from '../site/site.ts'
import type { Manner } from './outlet-address.ts'

/** Whether the outlet takes orders: a scripted outlet's status API says it in JSON, a page of the others in its status line. */
export function readOutletStatus(page: Page, manner: Manner): PlatformStatusRecord {
  if (page.status !== 200) throw new UnreadablePage(`demo town answered ${page.status} for ${page.url}`)
  const online = manner === 'scripted' ? onlineInJson(page) : load(page.body)('.status').attr('data-online')
  return { online: online === 'true' ? found(true) : online === 'false' ? found(false) : missing }
}

function onlineInJson(page: Page): string {
  try {
    return String(JSON.parse(page.body).online)
  } catch (error) {
    throw new UnreadablePage(`expected the status of an outlet in JSON at ${page.url}: ${error}`)
  }
}
