import {
  readFoundUsers,
  readOrganizations,
  readSocialAccounts,
  readTopRepositories,
} from '@edgesweep/sites/github-profile/read-lists.ts'
import { readProfile } from '@edgesweep/sites/github-profile/read-profile.ts'
import { UnreadablePage } from '@edgesweep/sites/site/site.ts'
import { expect, test } from 'vitest'
import { foundUsers, organizations, repositories, socialAccounts, user } from '../../../support/github/bodies.ts'

const profileOf = (changes: Record<string, unknown>) => readProfile(JSON.stringify({ ...user('Octocat'), ...changes }))

test('a user is read field by field, with empty texts as null', () => {
  const changes = {
    bio: '  There once\nwas ',
    email: '',
    hireable: true,
    twitter_username: 'monatheoctocat',
    followers: 20,
  }
  expect(profileOf({ ...changes, id: 583_231, name: 'The Octocat' })).toEqual({
    login: 'Octocat',
    githubId: 583_231,
    type: 'User',
    url: 'https://github.com/Octocat',
    avatar: 'https://avatars.githubusercontent.com/u/1000?v=4',
    name: 'The Octocat',
    company: '@github',
    location: 'San Francisco',
    blog: { state: 'missing' },
    email: null,
    bio: 'There once\nwas',
    hireable: true,
    twitter: 'monatheoctocat',
    publicRepositories: 2,
    followers: 20,
    following: 9,
    createdAt: '2008-01-14T04:33:35Z',
    updatedAt: '2026-11-01T10:00:00Z',
  })
})

test.each([
  ['https://octo.example/blog', 'https://octo.example/blog'],
  ['octo.example', 'https://octo.example/'],
  [' HTTP://Octo.Example/Me ', 'http://octo.example/Me'],
  ['www.octo.example:8080/a?b', 'https://www.octo.example:8080/a?b'],
])('the blog "%s" is read as the address %s', (blog, value) => {
  expect(profileOf({ blog }).blog).toEqual({ state: 'found', value })
})

test.each([
  'javascript:alert(1)',
  'ftp://octo.example',
  'see my homepage',
  '@octocat',
  'localhost',
  'mailto:a@b.example',
  'octo@cat.example',
])('the blog "%s" is not an address and stays as the raw text', (blog) => {
  expect(profileOf({ blog }).blog).toEqual({ state: 'unparsed', raw: blog })
})

test('unknown fields are ignored and optional fields may be absent', () => {
  expect(profileOf({ pronouns: 'they', twitter_username: undefined }).twitter).toBeNull()
})

test.each([
  ['a page', '<html>502</html>', 'is not a user but "<html>502</html>"'],
  ['an error', '{"message":"Not Found"}', 'is not a user: login'],
  ['a list', '[]', 'is not a user'],
  ['a user with a text for a number', JSON.stringify({ ...user('octocat'), followers: 'many' }), 'followers'],
])('%s is refused as a user', (_, json, message) => {
  expect(() => readProfile(json)).toThrow(UnreadablePage)
  expect(() => readProfile(json)).toThrow(message)
})

test('only the ten most starred repositories that are not forks are kept', () => {
  const many = Array.from({ length: 30 }, () => repositories('octocat')).flat()
  expect(readTopRepositories(JSON.stringify(many)).map(({ stars }) => stars)).toEqual(Array(10).fill(42))
  const read = readTopRepositories(JSON.stringify(repositories('octocat')))
  expect(read.map(({ name, url, stars }) => [name, url, stars])).toEqual([
    ['many', 'https://github.com/octocat/many', 42],
    ['few', 'https://github.com/octocat/few', 3],
  ])
})

test('social accounts and organizations are read as lists', () => {
  expect(readSocialAccounts(JSON.stringify(socialAccounts('octocat')))).toEqual([
    { provider: 'mastodon', url: 'https://mastodon.example/@octocat' },
  ])
  expect(readOrganizations(JSON.stringify(organizations()))).toEqual([
    { login: 'octokit-fixture-org', description: null },
  ])
  expect(() => readOrganizations('{}')).toThrow('is not a list of organizations')
})

test("a search yields its logins in lower case and in GitHub's order", () => {
  expect(readFoundUsers(JSON.stringify(foundUsers(['Octocat', 'a-b'], 7)))).toEqual({
    logins: ['octocat', 'a-b'],
    total: 7,
    incomplete: false,
  })
})
