import type { RecordResult } from '../api/bodies.ts'
import { OutsideLink } from '../parts/outside-link.tsx'

/** What an ad says, and where it leads. */
export function CreativeText({ result }: { result: Extract<RecordResult, { text: unknown }> }) {
  const { text, landing_url: landing } = result
  return (
    <>
      {text && <p class="record-text">{text}</p>}
      {landing && (
        <p class="record-landing">
          leads to <OutsideLink href={landing}>{landing}</OutsideLink>
        </p>
      )}
    </>
  )
}
