import { EdgesweepError } from '@edgesweep/core/errors.ts'
import { checkTarget } from '@edgesweep/core/visit/check-target.ts'
import { expect, test } from 'vitest'

function refusal(address: string, allowed: string[] = [], field?: string): EdgesweepError {
  try {
    checkTarget(address, allowed, field)
  } catch (error) {
    if (error instanceof EdgesweepError) return error
    throw error
  }
  throw new Error(`${address} was let through`)
}

const refused = {
  'addresses at which clouds serve their machines': [
    'http://168.63.129.16/',
    'http://[::ffff:168.63.129.16]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://169.254.170.2/',
    'http://100.100.100.200/',
    'http://192.0.0.192/',
    'http://[fd00:ec2::254]/',
    'http://metadata.google.internal/',
    'http://db.consul/',
    'http://kubernetes.default.svc/',
  ],
  'IPv4 addresses of this machine in any notation': [
    'http://127.0.0.1/',
    'http://127.0.0.1./',
    'http://127.1/',
    'http://127.255.255.254/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://0177.0x0.1/',
    'http://①②⑦.0.0.1/',
    'http://127。0。0。1/',
    'http://%31%32%37.0.0.1/',
    'http://%30x7f.1/',
    'http://１２７.０.０.１/',
    'http://0X7F.0.0.1/',
    'http://127.0.1/',
    'http://127.0.0.1../',
    'http://127.1../',
    'http:127.0.0.1',
    'http:///127.0.0.1/',
    'http://127.0.0.1\t/',
    'http://127.0.0.1#@shop.example.com/',
  ],
  'the unspecified address': [
    'http://0.0.0.0/',
    'http://0/',
    'http://0x/',
    'http://0.1.2.3/',
    'http://[::]/',
    'http://[0::0]:80/',
  ],
  'private and shared networks': [
    'http://10.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://3232235777/',
    'http://0300.0250.1.1/',
    'http://169.254.0.1/',
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://198.18.0.1/',
    'http://198.19.255.255/',
    'http://192.0.0.8/',
    'http://192.0.0.192/',
    'http://192.88.99.1/',
  ],
  'multicast, broadcast and reserved addresses': [
    'http://224.0.0.1/',
    'http://239.255.255.255/',
    'http://255.255.255.255/',
    'http://4294967295/',
    'http://240.0.0.1/',
    'http://254.255.255.255/',
    'http://[ff02::1]/',
  ],
  'documentation networks': [
    'http://192.0.2.1/',
    'http://198.51.100.1/',
    'http://203.0.113.9/',
    'http://[2001:db8::1]/',
    'http://[3fff::1]/',
  ],
  'metadata services': [
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://169.254.169.254./',
    'http://①⑥⑨.254.169.254/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fd00:ec2::254]/',
    'http://[FD00:0EC2:0::0254]/',
    'http://metadata/',
    'http://metadata.google.internal/',
    'http://metadata.google.internal./',
    'http://METADATA.GOOGLE.INTERNAL/',
    'http://ｍetadata.google.internal/',
    'http://metadata.google%2Einternal/',
    'http://100.100.100.200/',
  ],
  'IPv6 addresses of this machine and its networks': [
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[100::1]/',
    'http://[fc00::1]/',
    'http://[fd12:3456:789a::1]/',
    'http://[fec0::1]/',
  ],
  'IPv4 addresses wrapped in IPv6': [
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::FFFF:0A00:0001]/',
    'http://[0:0:0:0:0:ffff:192.168.1.1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[::127.0.0.1]/',
    'http://[::8.8.8.8]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://[2002:c0a8:101::1]/',
    'http://[2002:808:808::1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b::8.8.8.8]/',
    'http://[64:ff9b:1::7f00:1]/',
    'http://[64:ff9b:1:ffff::10.0.0.1]/',
    'http://[2001::1]/',
    'http://[2001:0:53aa:64c:0:fbfe:80ff:fffe]/',
  ],
  'names that are not on the public internet': [
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://localhost../',
    'http://%6cocalhost/',
    'http://ⓛocalhost/',
    'http://ｌｏｃａｌｈｏｓｔ/',
    'http://localhost。/',
    'http://lo\u00adcalhost/',
    'http://local\nhost/',
    'http://a.localhost/',
    'http://localhost.localdomain/',
    'http://printer/',
    'http://printer.local/',
    'http://db.internal./',
    'http://router.home.arpa/',
    'http://shop.test/',
  ],
  'other schemes': [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'ftp://shop.example.com/',
    'ws://shop.example.com/',
    'blob:https://shop.example.com/1',
  ],
  credentials: [
    'http://me@shop.example.com/',
    'http://me:secret@shop.example.com/',
    'http://:secret@shop.example.com/',
    'http://shop.example.com@127.0.0.1/',
    'http://shop.example.com%2f@127.0.0.1/',
    'http://127.0.0.1:80@shop.example.com/',
    'http://me@@shop.example.com/',
  ],
  backslashes: [
    'http:\\\\127.0.0.1\\',
    'http://shop.example.com\\@127.0.0.1/',
    'http://127.0.0.1\\@shop.example.com/',
    'http://shop.example.com/a\\b',
  ],
  'texts that are not absolute URLs': [
    '',
    '/menu',
    'shop.example.com',
    '//shop.example.com/',
    'http://',
    'http://[::1/',
    'http://[fe80::1%25eth0]/',
    'http://0x7f.0.0.0x1.1/',
    'http://shop%00.example.com/',
    'http://shop example.com/',
    'http://1.2.3.400/',
  ],
}

for (const [group, addresses] of Object.entries(refused)) {
  test.each(addresses)(`the check refuses ${group}: %s`, (address) => {
    expect(refusal(address).code).toBe('target_refused')
  })
}

test.each([
  'https://shop.example.com/menu?page=2#top',
  'http://shop.example.com:8080/',
  'HTTPS://SHOP.EXAMPLE.COM./',
  'https://bücher.example.com/',
  'https://localhost.example.com/',
  'https://internal-affairs.com/',
  'https://thelocal.de/',
  'https://metadata.example.com/',
  'https://shop.example.com/?next=http://127.0.0.1/',
  'https://shop.example.com/@127.0.0.1',
  'https://127.0.0.1.example.com/',
  'http://8.8.8.8/',
  'http://134744072/',
  'http://172.15.255.255/',
  'http://172.32.0.1/',
  'http://100.63.255.255/',
  'http://100.128.0.1/',
  'http://169.253.255.255/',
  'http://198.17.255.255/',
  'http://223.255.255.254/',
  'http://[2606:4700:4700::1111]/',
  'http://[2001:4860:4860::8888]/',
])('an ordinary address is allowed: %s', (address) => {
  expect(checkTarget(address, []).href).toBe(new URL(address).href)
})

test('the setting for allowed targets allows exactly the listed host and port', () => {
  const allowed = ['127.0.0.1:8788', '[::1]:9000', 'shop.test:80', 'shop.test:443']
  for (const address of ['http://127.0.0.1:8788/x', 'http://[::1]:9000/', 'http://shop.test/', 'https://shop.test/']) {
    expect(checkTarget(address, allowed).href).toBe(address)
  }
  for (const address of [
    'http://127.0.0.1/',
    'http://127.0.0.1:8789/',
    'http://127.0.0.2:8788/',
    'http://localhost:8788/',
    'http://[::ffff:127.0.0.1]:8788/',
    'http://[::1]/',
    'http://shop.test:8080/',
    'http://a.shop.test/',
  ]) {
    expect(refusal(address, allowed).code).toBe('target_refused')
  }
})

test('an allowed host is still refused with credentials or with another scheme', () => {
  expect(refusal('http://me:pw@127.0.0.1:8788/', ['127.0.0.1:8788']).code).toBe('target_refused')
  expect(refusal('ftp://127.0.0.1:8788/', ['127.0.0.1:8788']).code).toBe('target_refused')
})

test('a refusal names the field and the address, and repeats no password', () => {
  expect(refusal('http://10.0.0.1/', [], 'webhook_url')).toMatchObject({
    field: 'webhook_url',
    message:
      'the address is not on the public internet: http://10.0.0.1/; an operator allows it with ALLOWED_TARGETS, a local run with --allow HOST:PORT',
  })
  expect(refusal('http://me:secret@shop.example.com/').message).toBe(
    'remove the user name and password from the URL: shop.example.com',
  )
})
