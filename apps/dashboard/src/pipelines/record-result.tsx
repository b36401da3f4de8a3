import type { RecordResult } from '../api/bodies.ts'
import { Facts } from '../parts/facts.tsx'
import { OutsideLink } from '../parts/outside-link.tsx'

/** The text and the landing page of an ad creative. */
export function CreativeText({ result }: { result: Extract<RecordResult, { text: unknown }> }) {
  const { text, landing_url: landing } = result
  return (
    <>
      {text && <p class="record-text">{text}</p>}
      {landing && (
        <p class="record-landing">
          landing page <OutsideLink href={landing}>{landing}</OutsideLink>
        </p>
      )}
    </>
  )
}

/** The public profile of a GitHub user, and the links in it. */
export function ProfileText({ result: { profile, links } }: { result: Extract<RecordResult, { profile: unknown }> }) {
  if (!profile) return null
  const blog = profile.blog.state === 'found' ? [profile.blog.value] : []
  const addresses = [...new Set([...blog, ...(links?.accounts.map(({ url }) => url) ?? [])])]
  return (
    <>
      {profile.bio && <p class="record-text">{profile.bio}</p>}
      <Facts
        facts={[
          ['name', profile.name],
          ['company', profile.company],
          ['location', profile.location],
          ['followers', profile.followers.toLocaleString()],
          ['repositories', profile.publicRepositories.toLocaleString()],
          ['organisations', links?.organizations.map(({ login }) => login).join(', ')],
        ]}
      />
      {addresses.length > 0 && (
        <ul class="record-links" aria-label="Links">
          {addresses.map((address) => (
            <li key={address}>
              <OutsideLink href={address}>{address}</OutsideLink>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
